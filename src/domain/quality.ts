import type { FieldPicture, OtherPicture } from './picture';

/**
 * Quality of a field, per region. A region is a square of REGION_PX x REGION_PX frame px; the last column
 * and row may be cut by the frame's edge. Regions run row by row from the top left.
 */
export const REGION_PX = 64;

/** Values a region, in this order, all float32. */
export const QUALITY_FIELDS = [
  /** Share of px that are tissue (stained), 0..1. */
  'tissue',
  /** Share of px clipped bright in at least two channels at 250/255 or above and not blank glass-like, 0..1. */
  'clippedBright',
  /** Share of px with all channels at 5/255 or below, 0..1. */
  'clippedDark',
  /**
   * Blur: standard deviation, um on the slide, of the Gaussian that would make perfectly sharp tissue as smooth.
   * Within a factor of 1.5 of the truth, whatever stain, amount of tissue and noise; the sharpest real fields
   * have 0.2 to 1. Infinity: no tissue, or none that stands out from noise. NaN: the edge left too little.
   */
  'blurUm',
  /** Mean luma 0..1. */
  'luma',
  /** Share of px with a colour that haematoxylin and eosin cannot make, 0..1: ink, which hides tissue. */
  'ink',
  /** Share of px in squares of 8 px that are such all over: a stroke, not specks. 0..1. */
  'solidInk',
  /** Brightness of blank glass or the palest tissue, the brightest channel, 0..1. Of the whole field. */
  'white',
  /**
   * How much finer detail is across one direction than along it, 0 (alike) .. 1 (streaks only), over all tissue
   * of the field: motion while the shutter was open. Coherence of the structure tensor (Bigun and Granlund 1987).
   */
  'streaks',
] as const;

export type QualityField = (typeof QUALITY_FIELDS)[number];

export interface FieldQuality {
  readonly columns: number;
  readonly rows: number;
  /** rows * columns * QUALITY_FIELDS.length values. */
  readonly values: Float32Array;
  /** What it shows. Left out: not looked at, so that nothing is assessed. */
  readonly picture?: FieldPicture;
}

/** Why a place carries no answer. `assessed` is the only one that may be positive or negative. */
export type Assessment =
  | 'assessed'
  | 'looking'
  | 'no-tissue'
  | 'out-of-focus'
  | 'over-exposed'
  /** All white: tissue may be hidden in it, or it is glass beside well-lit tissue. */
  | 'blown-out'
  | 'under-exposed'
  | 'ink'
  | 'motion-blur'
  | 'wrong-scale'
  | 'not-calibrated'
  | 'tracking-lost'
  /** Tissue unlike what the models were trained on. */
  | 'unfamiliar-tissue'
  /** It does not show what the models know. */
  | OtherPicture;

/** One value of one region; NaN outside the grid. */
export function regionValue(quality: FieldQuality, column: number, row: number, field: QualityField): number {
  if (column < 0 || row < 0 || column >= quality.columns || row >= quality.rows) return Number.NaN;
  const index = (row * quality.columns + column) * QUALITY_FIELDS.length + QUALITY_FIELDS.indexOf(field);
  return quality.values[index] ?? Number.NaN;
}
