import { z } from 'zod';
import type { SizePx } from '../../domain/geometry';
import {
  isTissueSlide,
  STAGE_SLIDES,
  type StageSlideName,
  TISSUE_OBJECTIVES,
} from '../../source/simulated/slide-names';
import { MAX_UM_PER_PX, MIN_UM_PER_PX, OBJECTIVES } from './calibration';
import { BUILT_IN_MODELS } from './models';

/** What an address like `/?source=simulated&slide=lymph-node&seed=7&objective=10` asks for. */
export interface DeepLink {
  readonly source?: 'simulated' | 'camera' | 'none';
  readonly slide?: StageSlideName;
  readonly seed?: number;
  readonly objective?: number;
  /** Whether the simulated microscope says where its stage and turret are. */
  readonly stage?: 'told' | 'untold';
  readonly tour?: boolean;
  /** Most frames a second of the simulated microscope; a low rate leaves the processor to something else. */
  readonly frameRate?: number;
  /** Frame size of the simulated microscope, px. */
  readonly frameSize?: SizePx;
  /** These models are switched on and the others off; empty for `none`. */
  readonly models?: readonly string[];
  readonly umPerPx?: number;
  readonly backend?: 'webgpu' | 'webgl' | 'wasm';
  readonly drawing?: 'webgpu' | 'canvas-2d';
  readonly slowInferenceMs?: number;
  /** Scripts of the page may break things, to try the recovery. */
  readonly faults?: boolean;
}

export interface WrongParameter {
  readonly param: string;
  readonly value: string;
  /** What it must be, in words. */
  readonly expected: string;
}

const oneOf = <const Value extends string>(values: readonly Value[]) => ({
  schema: z.enum(values),
  expected: values.join(', ').replace(/, ([^,]*)$/, ' or $1'),
});

/** Digits only: `Number` would take an empty string, spaces and hexadecimal. */
const numeric = (schema: z.ZodType<number, number>) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(schema);

const onOrOff = {
  schema: z.enum(['on', 'off']).transform((value) => value === 'on'),
  expected: 'on or off',
};

const parameters = {
  source: oneOf(['simulated', 'camera', 'none']),
  slide: oneOf(STAGE_SLIDES),
  seed: { schema: numeric(z.int().max(0xffffffff)), expected: 'a whole number from 0 to 4294967295' },
  objective: {
    schema: numeric(z.number().refine((value) => (OBJECTIVES as readonly number[]).includes(value))),
    expected: OBJECTIVES.join(', ').replace(/, ([^,]*)$/, ' or $1'),
  },
  stage: oneOf(['told', 'untold']),
  tour: onOrOff,
  faults: onOrOff,
  model: {
    schema: z
      .string()
      .regex(/^[a-z0-9-]{1,64}(,[a-z0-9-]{1,64}){0,7}$/)
      .transform((value) => (value === 'none' ? [] : value.split(','))),
    expected: `the id of a model, such as ${BUILT_IN_MODELS[0].id}, or none`,
  },
  frameRate: { schema: numeric(z.int().min(1).max(60)), expected: 'a whole number from 1 to 60' },
  frameSize: {
    schema: z
      .string()
      .regex(/^\d{1,4}x\d{1,4}$/)
      .transform((value) => value.split('x').map(Number))
      .pipe(z.tuple([z.int().min(320).max(3840), z.int().min(240).max(2160)]))
      .transform(([width, height]): SizePx => ({ width, height })),
    expected: 'width x height in px, such as 1280x720, from 320x240 to 3840x2160',
  },
  umPerPx: {
    schema: numeric(z.number().min(MIN_UM_PER_PX).max(MAX_UM_PER_PX)),
    expected: `a number from ${MIN_UM_PER_PX} to ${MAX_UM_PER_PX}`,
  },
  backend: oneOf(['webgpu', 'webgl', 'wasm']),
  drawing: oneOf(['webgpu', 'canvas-2d']),
  slowInferenceMs: { schema: numeric(z.int().max(60_000)), expected: 'a whole number from 0 to 60000' },
} as const;

export interface ParsedLink {
  readonly link: DeepLink;
  readonly wrong: readonly WrongParameter[];
}

/** Objectives of the simulated turret. */
const TURRET: readonly number[] = [4, 10, 20, 40];

/** Reads the query of the address. A wrong value is reported and left out; unknown names are ignored. */
export function parseDeepLink(search: string): ParsedLink {
  const query = new URLSearchParams(search);
  const wrong: WrongParameter[] = [];
  const read = <Value>(
    param: string,
    { schema, expected }: { readonly schema: z.ZodType<Value>; readonly expected: string },
  ): Value | undefined => {
    const value = query.get(param);
    if (value === null) return undefined;
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    wrong.push({ param, value: value.slice(0, 60), expected });
    return undefined;
  };
  const source = read('source', parameters.source);
  const slide = read('slide', parameters.slide);
  let objective = read('objective', parameters.objective);
  const tissue = slide !== undefined && isTissueSlide(slide);
  const turret = tissue ? TISSUE_OBJECTIVES : TURRET;
  if (objective !== undefined && source !== 'camera' && !turret.includes(objective)) {
    wrong.push({
      param: 'objective',
      value: String(objective),
      expected: tissue ? '4, 10 or 20 for real tissue' : '4, 10, 20 or 40 for the simulated microscope',
    });
    objective = undefined;
  }
  const values = {
    source,
    slide,
    seed: read('seed', parameters.seed),
    objective,
    stage: read('stage', parameters.stage),
    tour: read('tour', parameters.tour),
    frameRate: read('frameRate', parameters.frameRate),
    frameSize: read('frameSize', parameters.frameSize),
    models: read('model', parameters.model),
    umPerPx: read('umPerPx', parameters.umPerPx),
    backend: read('backend', parameters.backend),
    drawing: read('drawing', parameters.drawing),
    slowInferenceMs: read('slowInferenceMs', parameters.slowInferenceMs),
    faults: read('faults', parameters.faults),
  };
  return { link: withoutUndefined(values), wrong };
}

type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>;
}
