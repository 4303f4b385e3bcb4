import { REGION_PX } from '../domain/quality';

/** Octave bands of a region: Haar details of neighbours of 1, 2, 4 .. 32 px. */
export const BANDS = 6;

/**
 * Tissue, clipped bright, clipped dark, luma, ink, white: as in QUALITY_FIELDS. Then the orientation of detail 2 px
 * wide: across less down, and twice their product, summed over the region's px as the energies are.
 */
export const SHARES = 8;

/** What the GPU gives of a region: the shares, then the summed energies of straight and of diagonal details. */
export const REGION_VALUES = SHARES + 2 * BANDS;

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
