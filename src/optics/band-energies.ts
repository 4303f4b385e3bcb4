import { REGION_PX } from '../domain/quality';
import { array, f32, struct, type ValueOf } from '../gpu/struct';
import { STAIN_VALUES } from './stain-sums';

/** Octave bands of a region: Haar details of neighbours of 1, 2, 4 .. 32 px. */
export const BANDS = 6;

/** What quality.wgsl and its reference measure of a region. */
export const REGION = struct('Region', {
  /** As in QUALITY_FIELDS. */
  tissue: f32,
  clipped_bright: f32,
  clipped_dark: f32,
  luma: f32,
  ink: f32,
  white: f32,
  /** Orientation of detail 2 px wide: across less down, and twice their product, summed as the energies are. */
  upright: f32,
  slanted: f32,
  /** Summed energies of straight and of diagonal details, by band. */
  straight: array(f32, BANDS),
  diagonal: array(f32, BANDS),
  /** What it is stained with: see STAIN. */
  stain: array(f32, STAIN_VALUES),
});
export type RegionMeasures = ValueOf<typeof REGION>;
/** Of a region, all float32. */
export const REGION_VALUES = REGION.size / 4;

/** Px are read in blocks of so many a side; those that the field's edge cuts are left out. */
export const BLOCK_PX = 8;

/** Number of 2 x 2 neighbours a band whose details were summed over `width` x `height` px of a region. */
export function detailCounts(width: number, height: number): number[] {
  const blocks = (side: number) => Math.floor(Math.min(REGION_PX, side) / BLOCK_PX);
  return Array.from({ length: BANDS }, (_, band) => {
    const across = 2 ** (band + 1) / BLOCK_PX;
    return Math.floor(blocks(width) / across) * Math.floor(blocks(height) / across);
  });
}
