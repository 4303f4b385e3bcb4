import { z } from 'zod';
import { listOf } from './bounded-list';
import { type NetworkSpec, networkSchema } from './network-spec';
import { PICTURE_KINDS } from './picture';
import { tissueStatisticsSchema } from './tissue-statistics';

const fraction = z.number().min(0).max(1);
const positive = z.number().positive().finite();
const text = z.string().min(1).max(2000);
const slug = z.string().regex(/^[a-z0-9-]{1,64}$/, 'lower-case letters, digits and hyphens');

export const operatingPointSchema = z.object({
  id: slug,
  name: text,
  /** Probability from which a cell is called positive, 0..1. */
  threshold: fraction,
  sensitivity: fraction,
  specificity: fraction,
  /** Data the two were measured on. */
  basis: text,
});

const shape = {
  schema: z.literal(1),
  id: slug,
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  task: z.literal('segmentation'),
  name: text,
  description: text,
  researchUseOnly: z.literal(true),
  classes: listOf(z.object({ id: slug, name: text }), 8, 1),
  /** um/px of the input, and the range it was shown to tolerate. */
  umPerPx: positive,
  umPerPxRange: z.tuple([positive, positive]),
  /** Side of a square input tile, px; border without output, px; input px per output cell. */
  tile: z.int().min(32).max(2048),
  margin: z.int().min(0).max(512),
  stride: z.int().min(1).max(64),
  cellUm: positive,
  receptiveFieldPx: z.int().positive(),
  input: z.object({
    layout: z.literal('NHWC'),
    range: z.tuple([z.literal(0), z.literal(1)]),
    mean: z.tuple([z.number(), z.number(), z.number()]),
    std: z.tuple([positive, positive, positive]),
  }),
  /** The graph gives calibrated probabilities, [n, rows, columns, classes]. */
  output: z.object({ activation: z.literal('sigmoid'), temperature: positive }),
  operatingPoints: listOf(operatingPointSchema, 8, 1),
  defaultOperatingPoint: slug,
  objectives: listOf(positive, 20, 1),
  parameters: z.int().positive(),
  flopsPerMm2: positive,
  trainingData: listOf(z.object({ name: text, licence: text, url: text }), 100, 1),
  figures: z.object({
    auc: fraction,
    aucCi95: z.tuple([fraction, fraction]),
    accuracy: fraction,
    ece: fraction,
  }),
  /** Limits from the robustness table: defocus as the standard deviation of its blur, um; mean brightness of blank glass 0..1 or relative to it. */
  quality: z.object({ maxDefocusUm: positive, minBrightness: positive, maxBrightness: positive }),
  /** What it was made for, if not for haematoxylin and eosin alone. */
  accepts: listOf(z.enum(PICTURE_KINDS), PICTURE_KINDS.length, 1).optional(),
  /** The fields it was trained on, to tell tissue that is unlike them; without it no tissue is. */
  tissue: tissueStatisticsSchema.optional(),
  files: listOf(
    z.object({ path: z.string().regex(/^[\w.-]+$/), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    1000,
    1,
  ),
};

type Grid = Pick<
  z.infer<z.ZodObject<typeof shape>>,
  'tile' | 'margin' | 'stride' | 'cellUm' | 'umPerPx' | 'umPerPxRange'
>;

function checkGrid(manifest: Grid, complain: (path: string, message: string) => void): void {
  const core = manifest.tile - 2 * manifest.margin;
  if (core <= 0 || core % manifest.stride !== 0)
    complain('tile', 'tile minus twice the margin must be a positive multiple of the stride');
  if (Math.abs(manifest.cellUm - manifest.stride * manifest.umPerPx) > 0.01 * manifest.cellUm)
    complain('cellUm', 'must be stride times umPerPx');
  if (manifest.umPerPxRange[0] > manifest.umPerPx || manifest.umPerPxRange[1] < manifest.umPerPx)
    complain('umPerPxRange', 'must contain umPerPx');
}

/** manifest.json beside each model's weights. Unknown keys are kept out; wrong ones are refused by name. */
export const manifestSchema = z.object(shape).superRefine((manifest, context) => {
  const complain = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  checkGrid(manifest, complain);
  if (!manifest.operatingPoints.some((point) => point.id === manifest.defaultOperatingPoint))
    complain('defaultOperatingPoint', 'must name one of operatingPoints');
});

/**
 * Version 2: a model of the user's own, of which nothing was measured here. What the network takes and gives is said by
 * `network`; its tiles are cut as RGB 0..1.
 */
const ownShape = {
  ...{ id: shape.id, task: shape.task, name: shape.name, description: shape.description },
  ...{ umPerPx: shape.umPerPx, umPerPxRange: shape.umPerPxRange, cellUm: shape.cellUm },
  schema: z.literal(2),
  researchUseOnly: z.literal(true),
  version: z.string().min(1).max(40),
  classes: listOf(
    z.object({
      id: slug,
      name: text,
      /** Probability from which a cell is called positive until the user sets another, 0..1. */
      threshold: fraction,
    }),
    64,
    1,
  ),
  tile: z.int().min(16).max(4096),
  margin: z.int().min(0).max(2000),
  stride: z.int().min(1).max(4096),
  /** `anything`: not made for haematoxylin and eosin; the picture is not judged for it. */
  expects: z.enum(['h-and-e', 'anything']),
  network: networkSchema,
  licence: z.string().max(200).nullable(),
  authors: listOf(text, 50),
  files: shape.files,
} as const;

export const ownManifestSchema = z.object(ownShape).superRefine((manifest, context) => {
  const complain = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  checkGrid(manifest, complain);
  const { keep, channels } = manifest.network.output;
  if (keep.length !== manifest.classes.length || keep.some((channel) => channel >= channels))
    complain('network.output.keep', 'must name one output channel for each class');
});

export type OwnManifest = z.infer<typeof ownManifestSchema>;

type Published = z.infer<typeof manifestSchema>;
type Measured = 'figures' | 'parameters' | 'flopsPerMm2';

/** What the program knows of a model, of either version. */
export type ModelManifest = Omit<Published, 'schema' | 'classes' | Measured> &
  Partial<Pick<Published, Measured>> & {
    readonly schema: 1 | 2;
    readonly classes: readonly { readonly id: string; readonly name: string; readonly threshold?: number }[];
    /** Of a user's own model: it was not validated here. */
    readonly network?: NetworkSpec;
    readonly expects?: OwnManifest['expects'];
    readonly licence?: string | null;
    readonly authors?: readonly string[];
  };
export type OperatingPoint = z.infer<typeof operatingPointSchema>;

/** Side of a field that has a place that the model can answer for wherever its cells happen to lie, um. */
export function leastFieldUm({
  margin,
  umPerPx,
  cellUm,
}: Pick<ModelManifest, 'margin' | 'umPerPx' | 'cellUm'>): number {
  return 2 * (margin * umPerPx + cellUm);
}

/** Whether what a model finds was measured here; of what users bring, nothing was. */
export const isValidated = ({ network }: Pick<ModelManifest, 'network'>): boolean => network === undefined;

/** Blur, um, and light within which a model answers of which nothing was measured. */
const UNMEASURED = { maxDefocusUm: 1, minBrightness: 0.5, maxBrightness: 1.5 };

/** What stands behind the version of a user's own model wherever a version stands: on the page and in every file. */
const NOT_VALIDATED = '(not validated here)';

/** The manifest of a user's own model, as the program takes any. */
export const asModel = (own: OwnManifest): ModelManifest => ({
  ...own,
  version: `${own.version.slice(0, 11)} ${NOT_VALIDATED}`,
  receptiveFieldPx: own.tile,
  input: { layout: 'NHWC', range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1] },
  output: { activation: 'sigmoid', temperature: 1 },
  operatingPoints: [],
  defaultOperatingPoint: 'none',
  objectives: [],
  trainingData: [],
  quality: UNMEASURED,
});

/** Output cells a side of one tile. */
export function cellsPerTile(manifest: Pick<ModelManifest, 'tile' | 'margin' | 'stride'>): number {
  return (manifest.tile - 2 * manifest.margin) / manifest.stride;
}
