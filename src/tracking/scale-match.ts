import type { PointUm } from '../domain/geometry';
import type { Look } from './look';
import { planeOf } from './plane';
import { betweenCentres, GRID, planePeaks, planeSpectrum, refineMatch } from './plane-match';

/** How the same tissue through two lenses agrees at an assumed ratio of scales. */
export interface ScaleMatch {
  /** Centre of the second look minus centre of the first, um by the first look's scale. */
  readonly shift: PointUm;
  /** -1..1 */
  readonly agreement: number;
  /** The agreement in standard deviations of chance (Fisher's z): what few cells say counts less. */
  readonly significance: number;
}

/** How far the centres may lie apart, as share of the wider field: lenses are not parcentric, hands not still. */
const OFF_CENTRE = 0.12;
const PEAKS = 3;
const NONE: ScaleMatch = { shift: { x: 0, y: 0 }, agreement: 0, significance: 0 };
/** Neighbouring cells that are alike: as many as make one independent sample. */
const CELLS_A_SAMPLE = 12;

/**
 * Compares two fields as if a px of `after` were `ratio` px of `before` (below 1: a stronger lens was swung in).
 * The field through the stronger lens is looked for in the middle of the other.
 */
export function matchScales(before: Look, after: Look, ratio: number): ScaleMatch {
  const zoomed = ratio <= 1;
  const wide = zoomed ? before : { ...after, pxUm: before.pxUm * ratio };
  const narrow = zoomed ? { ...after, pxUm: before.pxUm * ratio } : before;
  const times = zoomed ? 1 / ratio : ratio;
  const share = Math.min(1, 1 / times + 2 * OFF_CENTRE);
  const longest = Math.max(wide.width, wide.height) * share;
  const cellUm = Math.max(1, longest / GRID) * wide.pxUm;
  const reference = planeOf(wide, cellUm, share);
  const field = planeOf(narrow, cellUm);
  if (field.width > GRID || reference.width > GRID) return NONE;
  // A closer look where few cells are left.
  const fine = Math.max(1, longest / (2 * GRID)) * wide.pxUm;
  const fineReference = planeOf(wide, fine, share);
  const fineField = planeOf(narrow, fine);
  let best = NONE;
  for (const { shift } of planePeaks(planeSpectrum(field), planeSpectrum(reference), PEAKS)) {
    const between = betweenCentres(shift, field, reference);
    const guess = { x: (between.x * cellUm) / fine, y: (between.y * cellUm) / fine };
    const match = refineMatch(fineField, fineReference, guess);
    if (match.overlap < (times > 1 ? 0.6 : 0.3) || match.agreement <= best.agreement) continue;
    const cells =
      match.overlap *
      Math.min(fineField.width * fineField.height, fineReference.width * fineReference.height);
    const um = { x: match.shift.x * fine, y: match.shift.y * fine };
    best = {
      shift: zoomed ? um : { x: -um.x, y: -um.y },
      agreement: match.agreement,
      significance: Math.atanh(Math.min(0.999, match.agreement)) * Math.sqrt(cells / CELLS_A_SAMPLE),
    };
  }
  return best;
}
