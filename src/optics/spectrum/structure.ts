import type { FieldBytes } from '../resample-reference';
import { strongestBeat } from './beat';
import { strongestEcho } from './echo';
import { spectraOf } from './spectra';

/** Shorter side of a field from which its structure can be told, px. */
const ENOUGH_PX = 128;

/** What light alone does not do to tissue. 1 and more: it was done. */
export interface Structure {
  /** The field lies on a moved copy of itself. */
  readonly echo: number;
  /** Stripes of one width lie over it. */
  readonly beat: number;
}

/** Standard deviation of ln of luma below which the middle is glass, where the pattern of a sensor is all there is. */
const GLASS = 0.02;
export const NO_STRUCTURE: Structure = { echo: 0, beat: 0 };

/** Scale below which px are finer than what an objective resolves, um/px: two of them are one. */
const FINE_UM = 0.2;

/**
 * @param centre the middle of a field (centreOf)
 * @param umPerPx its scale, um/px
 */
export function structureOf(centre: FieldBytes, umPerPx: number): Structure {
  if (Math.min(centre.width, centre.height) < ENOUGH_PX) return NO_STRUCTURE;
  const step = umPerPx < FINE_UM ? 2 : 1;
  const [fine, coarse] = [spectraOf(centre, step), spectraOf(centre, 2 * step)];
  if (coarse.contrast < GLASS) return NO_STRUCTURE;
  return { echo: strongestEcho(fine, coarse), beat: strongestBeat(fine, coarse) };
}
