import { z } from 'zod';
import { listOf } from '../../domain/bounded-list';
import type { Step } from '../../domain/processing';
import type { Axis } from './bioimage-axis';
import { invalid } from './package-files';

/** A step in the description: `id` in format 0.5, `name` in 0.4. */
export const stepEntry = z.looseObject({
  id: z.string().max(100).nullish(),
  name: z.string().max(100).nullish(),
  kwargs: z.looseObject({}).nullish(),
});

const REMEDY = 'Use a model whose processing Reticle carries out (docs/bring-a-model.md has the list).';
const numbers = z
  .union([z.number(), listOf(z.number(), 256, 1)])
  .transform((value) => (typeof value === 'number' ? [value] : value));
const axesKey = z.union([z.string(), listOf(z.string(), 6)]).nullish();
const eps = z.number().positive().max(1).default(1e-6);

const SPELLINGS: Readonly<
  Record<string, (kwargs: object, axes: readonly Axis[]) => readonly Step[] | string>
> = {
  ensure_dtype: (kwargs) => {
    const { dtype } = z.looseObject({ dtype: z.string().default('float32') }).parse(kwargs);
    return dtype.startsWith('float') ? [] : `ensure_dtype to ${dtype}`;
  },
  scale_linear: (kwargs) => {
    const { gain, offset } = z
      .looseObject({ gain: numbers.default([1]), offset: numbers.default([0]) })
      .parse(kwargs);
    return [{ kind: 'linear', gain, offset }];
  },
  fixed_zero_mean_unit_variance: (kwargs) => [
    standardised(z.looseObject({ mean: numbers, std: numbers }).parse(kwargs)),
  ],
  zero_mean_unit_variance: (kwargs, axes) => {
    const told = z
      .looseObject({
        mode: z.string().nullish(),
        axes: axesKey,
        eps,
        mean: numbers.nullish(),
        std: numbers.nullish(),
      })
      .parse(kwargs);
    if (told.mean && told.std) return [standardised({ mean: told.mean, std: told.std })];
    if (told.mode === 'per_dataset') return 'zero_mean_unit_variance per data set';
    return [{ kind: 'standardise', eps: told.eps, perChannel: isPerChannel(told.axes, axes) }];
  },
  scale_range: (kwargs, axes) => {
    const told = z
      .looseObject({
        mode: z.string().nullish(),
        axes: axesKey,
        eps,
        min_percentile: z.number().min(0).max(100).default(0),
        max_percentile: z.number().min(0).max(100).default(100),
        reference_tensor: z.string().nullish(),
      })
      .parse(kwargs);
    if (told.mode === 'per_dataset') return 'scale_range per data set';
    if (told.reference_tensor) return 'scale_range by another tensor';
    return [
      {
        ...{ kind: 'range', low: told.min_percentile, high: told.max_percentile, eps: told.eps },
        perChannel: isPerChannel(told.axes, axes),
      },
    ];
  },
  clip: (kwargs) => {
    const { min, max } = z
      .looseObject({ min: z.number().nullish(), max: z.number().nullish() })
      .parse(kwargs);
    return [{ kind: 'clip', min: min ?? -Number.MAX_VALUE, max: max ?? Number.MAX_VALUE }];
  },
  binarize: (kwargs) => {
    const { threshold } = z.looseObject({ threshold: numbers }).parse(kwargs);
    return [{ kind: 'binarise', threshold }];
  },
  sigmoid: () => [{ kind: 'sigmoid' }],
  softmax: (kwargs) => {
    const { axis } = z.looseObject({ axis: z.string().default('channel') }).parse(kwargs);
    return axis === 'channel' || axis === 'c' ? [{ kind: 'softmax' }] : `softmax over ${axis}`;
  },
};

const standardised = ({ mean, std }: { readonly mean: number[]; readonly std: number[] }): Step => {
  const length = Math.max(mean.length, std.length);
  const of = (list: readonly number[], i: number) => list[list.length === 1 ? 0 : i] ?? 0;
  const gain = Array.from({ length }, (_, i) => 1 / (of(std, i) || 1));
  return { kind: 'linear', gain, offset: gain.map((one, i) => -of(mean, i) * one) };
};

/** Over which axes it is measured; all but the batch unless told. A letter an axis in 0.4. */
function isPerChannel(told: z.infer<typeof axesKey>, axes: readonly Axis[]): boolean {
  if (told === null || told === undefined) return false;
  const named = typeof told === 'string' ? [...told] : told;
  const channel = axes.find(({ kind }) => kind === 'c')?.id ?? 'channel';
  return !named.includes(channel) && !named.includes('c') && !named.includes('channel');
}

/** @throws ReticleError 'model-invalid' naming the step that is not carried out */
export function readSteps(
  entries: readonly z.infer<typeof stepEntry>[],
  axes: readonly Axis[],
  tensor: string,
  path: string,
): Step[] {
  const steps = entries.flatMap((entry) => {
    const name = entry.id ?? entry.name ?? '';
    const spelling = Object.hasOwn(SPELLINGS, name) ? SPELLINGS[name] : undefined;
    const notCarriedOut = (what: string) =>
      invalid(
        `The tensor "${tensor}" in ${path} needs the step ${what}, which Reticle does not carry out.`,
        REMEDY,
      );
    if (!spelling) throw notCarriedOut(JSON.stringify(name.slice(0, 60)));
    try {
      const read = spelling(entry.kwargs ?? {}, axes);
      if (typeof read === 'string') throw notCarriedOut(read);
      return read;
    } catch (cause) {
      if (!(cause instanceof z.ZodError)) throw cause;
      const [issue] = cause.issues;
      throw invalid(
        `The step ${name} of "${tensor}" in ${path} is wrong: "${issue?.path.join('.')}" ${issue?.message}.`,
        REMEDY,
        cause,
      );
    }
  });
  return steps;
}
