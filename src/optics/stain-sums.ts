import { QUALITY_MODEL as M } from './quality-model';

/**
 * What is summed over the stained 4 x 4 px blocks of a region, to tell what it is stained with. The optical densities
 * (od) of red, green and blue are natural logarithms against the white reference.
 */
export const STAIN = {
  /** Number of blocks. */
  COUNT: 0,
  /** Sums of od: red, green, blue. */
  DENSITIES: 1,
  /** Sums of products of od: rr, gg, bb, rg, rb, gb. */
  PRODUCTS: 4,
  /** Chroma (spread of the three od) by hue: all, brown, red, violet, blue and green. See QUALITY_MODEL. */
  CHROMA: 10,
  BROWN: 11,
  RED: 12,
  VIOLET: 13,
  BLUE: 14,
  /** Blocks with detail but without colour, of any kind. */
  COLOURLESS: 15,
  /** 8 x 8 px blocks that are ink all over, as a share of the region. */
  SOLID_INK: 16,
  /** Of the whole field: ln(red / green) and ln(blue / green) of its brightest px. */
  TINT: 17,
} as const;
export const STAIN_VALUES = 19;
/** STAIN_VALUES numbers. */
export type StainSums = readonly number[];

/** Adds a stained block of these od. */
export function addStained(sums: Float64Array, r: number, g: number, b: number): void {
  const chroma = Math.max(r, g, b) - Math.min(r, g, b);
  const add = (at: number, value: number) => {
    sums[at] = (sums[at] ?? 0) + value;
  };
  add(STAIN.COUNT, 1);
  [r, g, b].forEach((od, i) => {
    add(STAIN.DENSITIES + i, od);
  });
  [r * r, g * g, b * b, r * g, r * b, g * b].forEach((product, i) => {
    add(STAIN.PRODUCTS + i, product);
  });
  add(STAIN.CHROMA, chroma);
  const hue = hueOf(g - r, g - b);
  if (hue) add(STAIN[hue], chroma);
}

/** Where a colour lies that haematoxylin and eosin do not have; null: between the two. */
function hueOf(thanRed: number, thanBlue: number): 'BROWN' | 'RED' | 'VIOLET' | 'BLUE' | null {
  const angle = Math.atan2(thanBlue, thanRed);
  if (angle >= M.HUE_BLUE || angle < M.HUE_GREEN) return 'BLUE';
  if (angle >= M.HUE_VIOLET) return 'VIOLET';
  if (angle < M.HUE_BROWN) return 'BROWN';
  return angle < M.HUE_RED ? 'RED' : null;
}
