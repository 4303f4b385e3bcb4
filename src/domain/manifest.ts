import { z } from 'zod';
import { listOf } from './bounded-list';
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

/** manifest.json beside each model's weights. Unknown keys are kept out; wrong ones are refused by name. */
export const manifestSchema = z
  .object({
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
  })
  .superRefine((manifest, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const core = manifest.tile - 2 * manifest.margin;
    if (core <= 0 || core % manifest.stride !== 0)
      complain('tile', 'tile minus twice the margin must be a positive multiple of the stride');
    if (Math.abs(manifest.cellUm - manifest.stride * manifest.umPerPx) > 0.01 * manifest.cellUm)
      complain('cellUm', 'must be stride times umPerPx');
    if (manifest.umPerPxRange[0] > manifest.umPerPx || manifest.umPerPxRange[1] < manifest.umPerPx)
      complain('umPerPxRange', 'must contain umPerPx');
    if (!manifest.operatingPoints.some((point) => point.id === manifest.defaultOperatingPoint))
      complain('defaultOperatingPoint', 'must name one of operatingPoints');
  });

export type ModelManifest = z.infer<typeof manifestSchema>;
export type OperatingPoint = z.infer<typeof operatingPointSchema>;

/** Side of a field that has a place that the model can answer for wherever its cells happen to lie, um. */
export function leastFieldUm({
  margin,
  umPerPx,
  cellUm,
}: Pick<ModelManifest, 'margin' | 'umPerPx' | 'cellUm'>): number {
  return 2 * (margin * umPerPx + cellUm);
}

/** Output cells a side of one tile. */
export function cellsPerTile(manifest: Pick<ModelManifest, 'tile' | 'margin' | 'stride'>): number {
  return (manifest.tile - 2 * manifest.margin) / manifest.stride;
}
