import { z } from 'zod';
import { listOf } from '../../domain/bounded-list';
import type { Step } from '../../domain/processing';
import type { Axis } from './bioimage-axis';
import { readSteps, stepEntry } from './bioimage-steps';
import { invalid } from './package-files';

export interface TensorSpec {
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly steps: readonly Step[];
  readonly range: readonly [number, number] | null;
  readonly test: { readonly source: string; readonly sha256?: string | null | undefined } | null;
}

const REMEDY = 'Ask the author for a package that follows the specification of the BioImage Model Zoo.';
const side = z.int().min(0).max(1_000_000);
const id = z.string().max(100);

const axis05 = z.looseObject({
  type: z.enum(['batch', 'channel', 'space', 'time', 'index']),
  id: id.nullish(),
  size: z
    .union([
      side,
      z.object({ min: side, step: side }),
      z.looseObject({ tensor_id: id, axis_id: id, offset: z.number().optional() }),
      z.looseObject({ min: side, max: side.nullish() }),
    ])
    .nullish(),
  unit: z.string().max(40).nullish(),
  scale: z.number().positive().nullish(),
  halo: side.nullish(),
  channel_names: listOf(z.string().max(200), 256).nullish(),
});

const range = z.tuple([z.number().nullable(), z.number().nullable()]).nullish();
const tensor05 = z.looseObject({
  id: id.nullish(),
  axes: listOf(axis05, 6, 1),
  test_tensor: z.looseObject({ source: z.string().max(500), sha256: z.string().nullish() }).nullish(),
  data: z.unknown().optional(),
  preprocessing: listOf(stepEntry, 32).nullish(),
  postprocessing: listOf(stepEntry, 32).nullish(),
});

const tensor04 = z.looseObject({
  name: id,
  axes: z.string().regex(/^[bcitzyx]{1,6}$/),
  shape: z.union([
    listOf(side, 6),
    z.object({ min: listOf(side, 6), step: listOf(side, 6) }),
    z.looseObject({ scale: listOf(z.number().nullable(), 6), offset: listOf(z.number(), 6).nullish() }),
  ]),
  data_range: range,
  halo: listOf(side, 6).nullish(),
  preprocessing: listOf(stepEntry, 32).nullish(),
  postprocessing: listOf(stepEntry, 32).nullish(),
});

const UNITS: Readonly<Record<string, number>> = {
  nanometer: 1e-3,
  micrometer: 1,
  millimeter: 1e3,
  centimeter: 1e4,
  meter: 1e6,
};

/** What goes in and what comes out. @throws ReticleError 'model-invalid' */
export function readTensors(yaml: unknown, version: '0.4' | '0.5', path: string) {
  const schema =
    version === '0.5'
      ? z.looseObject({ inputs: listOf(tensor05, 16, 1), outputs: listOf(tensor05, 16, 1) })
      : z.looseObject({
          inputs: listOf(tensor04, 16, 1),
          outputs: listOf(tensor04, 16, 1),
          test_inputs: listOf(z.string().max(500), 16).nullish(),
          test_outputs: listOf(z.string().max(500), 16).nullish(),
        });
  const result = schema.safeParse(yaml);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalid(`${path} is wrong: "${issue?.path.join('.')}" ${issue?.message}.`, REMEDY, result.error);
  }
  const { data } = result;
  if ('test_inputs' in data || version === '0.4') {
    const tests = data as { test_inputs?: string[] | null; test_outputs?: string[] | null };
    const read = (list: readonly z.infer<typeof tensor04>[], sources: readonly string[] | null | undefined) =>
      list.map((tensor, i) => fromVersion04(tensor, sources?.[i], path));
    return {
      inputs: read(data.inputs as z.infer<typeof tensor04>[], tests.test_inputs),
      outputs: read(data.outputs as z.infer<typeof tensor04>[], tests.test_outputs),
    };
  }
  const inputs = data.inputs as z.infer<typeof tensor05>[];
  const scales = new Map(
    inputs.flatMap(({ axes }) => axes.map((axis) => [idOf(axis), axis.scale ?? 1] as const)),
  );
  const read = (tensor: z.infer<typeof tensor05>) => fromVersion05(tensor, scales, path);
  return { inputs: inputs.map(read), outputs: (data.outputs as z.infer<typeof tensor05>[]).map(read) };
}

type Axis05 = z.infer<typeof axis05>;
/** The axis ids that the specification gives where none is told. */
const idOf = (axis: Axis05): string =>
  axis.id ??
  ({ batch: 'batch', channel: 'channel', space: 'x', time: 'time', index: 'index' } as const)[axis.type];

function fromVersion05(
  tensor: z.infer<typeof tensor05>,
  inputScales: ReadonlyMap<string, number>,
  path: string,
): TensorSpec {
  const name = tensor.id ?? 'tensor';
  const axes = tensor.axes.map((axis): Axis => {
    const axisId = idOf(axis);
    const names = axis.channel_names ?? [];
    const unit = UNITS[axis.unit ?? ''];
    return {
      kind: kindOf(axis.type, axisId),
      id: axisId,
      size: sizeOf(axis, names.length, inputScales.get(axisId) ?? 1),
      umPerPx: unit === undefined ? null : unit * (axis.scale ?? 1),
      halo: axis.halo ?? 0,
      names,
    };
  });
  const data = z.looseObject({ range }).safeParse(Array.isArray(tensor.data) ? tensor.data[0] : tensor.data);
  const steps = [...(tensor.preprocessing ?? []), ...(tensor.postprocessing ?? [])];
  return {
    name,
    axes,
    steps: readSteps(steps, axes, name, path),
    range: data.success ? whole(data.data.range) : null,
    test: tensor.test_tensor ?? null,
  };
}

const kindOf = (type: Axis05['type'], axisId: string): Axis['kind'] => {
  if (type === 'batch') return 'b';
  if (type === 'channel') return 'c';
  return type === 'space' && (axisId === 'y' || axisId === 'x') ? axisId : 'other';
};

function sizeOf({ size, scale }: Axis05, names: number, inputScale: number): Axis['size'] {
  if (typeof size === 'number') return { kind: 'own', min: size, step: 0 };
  if (size && 'tensor_id' in size) return { kind: 'of-input', scale: inputScale / (scale ?? 1) };
  if (size && 'step' in size) return { kind: 'own', min: Number(size.min), step: Number(size.step) };
  return { kind: 'own', min: Math.max(1, names), step: 0 };
}

function fromVersion04(
  tensor: z.infer<typeof tensor04>,
  source: string | undefined,
  path: string,
): TensorSpec {
  const { shape } = tensor;
  const axes = [...tensor.axes].map((letter, i): Axis => {
    const kind = letter === 'b' || letter === 'c' || letter === 'y' || letter === 'x' ? letter : 'other';
    const size = ((): Axis['size'] => {
      if (Array.isArray(shape)) return { kind: 'own', min: shape[i] ?? 0, step: 0 };
      if ('min' in shape && 'step' in shape) {
        const { min, step } = shape as { min: number[]; step: number[] };
        return { kind: 'own', min: min[i] ?? 0, step: step[i] ?? 0 };
      }
      const { scale, offset } = shape as { scale: (number | null)[]; offset?: number[] | null };
      // Channels are told as a scale of nothing and an offset of half their number.
      if (kind === 'c') return { kind: 'own', min: Math.round(2 * (offset?.[i] ?? 0)) || 1, step: 0 };
      return { kind: 'of-input', scale: scale[i] ?? 1 };
    })();
    return { kind, id: letter, size, umPerPx: null, halo: tensor.halo?.[i] ?? 0, names: [] };
  });
  const steps = [...(tensor.preprocessing ?? []), ...(tensor.postprocessing ?? [])];
  return {
    name: tensor.name,
    axes,
    steps: readSteps(steps, axes, tensor.name, path),
    range: whole(tensor.data_range),
    test: source === undefined ? null : { source },
  };
}

const whole = (told: z.infer<typeof range>): readonly [number, number] | null =>
  told && told[0] !== null && told[1] !== null ? [told[0], told[1]] : null;
