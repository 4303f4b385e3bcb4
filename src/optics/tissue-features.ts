import { REGION_PX } from '../domain/quality';
import { BANDS, type RegionMeasures } from './band-energies';
import { stained, sumOf } from './stain-plane';
import { STAIN } from './stain-sums';

/** Stained 4 x 4 px blocks from which tissue is enough to compare, as a share of a region of 64 x 64 px. */
const ENOUGH = 0.05;
const BLOCKS = (REGION_PX / 4) ** 2;
/** Widths of detail, um. */
const WIDTHS_UM = [2.5, 5, 10] as const;
const DIAGONAL_UM = 5;
/** Beyond, a ratio on the plane of stains says no more. */
const MOST_BLUE = 2;

/**
 * TISSUE_FEATURES of a field; null where there is too little stain to compare. They come from the sums that the quality
 * pass makes anyway.
 * @param counts number of details of each band, by region (detailCounts)
 */
export function tissueFeatures(
  regions: readonly RegionMeasures[],
  counts: readonly (readonly number[])[],
  umPerPx: number,
): number[] | null {
  const sums = sumOf(regions.map(({ stain }) => stain));
  const plane = stained(sums);
  const blocks = sums[STAIN.COUNT] ?? 0;
  if (!plane || blocks < ENOUGH * BLOCKS * regions.length) return null;
  const mean = (at: number) => (sums[at] ?? 0) / blocks;
  const [red, green, blue] = [0, 1, 2].map((i) => Math.max(0.02, mean(STAIN.DENSITIES + i))) as [
    number,
    number,
    number,
  ];
  const variance = (product: number, first: number, second: number) => mean(product) - first * second;
  const redSpread = Math.sqrt(Math.max(1e-6, variance(STAIN.PRODUCTS, red, red)));
  const greenSpread = Math.sqrt(Math.max(1e-6, variance(STAIN.PRODUCTS + 1, green, green)));
  const together = variance(STAIN.PRODUCTS + 3, red, green) / redSpread / greenSpread;
  const luma = regions.reduce((sum, region) => sum + region.luma, 0) / regions.length;
  const total = (of: (region: RegionMeasures) => readonly number[]) =>
    Array.from({ length: BANDS }, (_, band) =>
      regions.reduce((sum, region) => sum + (of(region)[band] ?? 0), 0),
    );
  const [straight, diagonal] = [total(({ straight }) => straight), total(({ diagonal }) => diagonal)];
  const details = Array.from({ length: BANDS }, (_, band) =>
    counts.reduce((sum, own) => sum + (own[band] ?? 0), 0),
  );
  const energies = straight.map((sum, band) =>
    Math.log(1e-9 + sum / Math.max(1, details[band] ?? 0) / luma ** 2),
  );
  const slants = diagonal.map((sum, band) => Math.log((sum + 1e-9) / ((straight[band] ?? 0) + 1e-9)));
  const bounded = (value: number) => Math.min(MOST_BLUE, Math.max(-MOST_BLUE, value));
  return [
    Math.log(green),
    red / green,
    blue / green,
    Math.log(greenSpread / green),
    Math.log(redSpread / red),
    together,
    bounded(plane.eosinBlue),
    bounded(plane.haematoxylinBlue),
    ...WIDTHS_UM.map((um) => atWidth(energies, um / umPerPx)),
    atWidth(slants, DIAGONAL_UM / umPerPx),
  ];
}

/** A value by band, 1, 2, 4 .. px wide, at a width between them: linear in its logarithm, and constant beyond. */
function atWidth(bands: readonly number[], px: number): number {
  const at = Math.min(BANDS - 1, Math.max(0, Math.log2(px)));
  const below = Math.min(BANDS - 2, Math.floor(at));
  const share = at - below;
  return (1 - share) * (bands[below] ?? 0) + share * (bands[below + 1] ?? 0);
}
