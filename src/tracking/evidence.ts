import { partAgreement } from './part-agreement';
import type { Plane } from './plane';
import type { PlaneMatch } from './plane-match';

/** What an agreement of two planes is worth. */
export interface Evidence {
  /** The agreement in standard deviations of chance, by the independent detail that it rests on. */
  readonly significance: number;
  /** Median agreement of the parts of the overlap, -1..1 ({@link partAgreement}). */
  readonly parts: number;
}

/**
 * What a match rests on. Two fields out of focus are alike in few large blobs, and one edge makes whole fields
 * correlate: both agree well by the coefficient alone.
 */
export function evidenceOf(
  field: Plane,
  reference: Plane,
  { shift, agreement, overlap }: PlaneMatch,
): Evidence {
  const cells = overlap * Math.min(field.width * field.height, reference.width * reference.height);
  const independent = cells / Math.sqrt(grainOf(field) * grainOf(reference));
  return {
    // Fisher's z of a correlation.
    significance:
      Math.atanh(Math.min(0.999, Math.max(0, agreement))) * Math.sqrt(Math.max(0, independent - 3)),
    parts: partAgreement(field, reference, shift),
  };
}

/** Lags over which a plane may resemble itself, cells; as far as its baseline reaches. */
const FARTHEST_LAG = 6;

/**
 * Cells of a plane that say one thing: the sum over all lags of the squared correlation of its luma with itself,
 * taken as separable. Near 1 for detail as fine as the cells, dozens for a field out of focus. Two planes
 * compared over n cells rest on n / grain independent ones (Clifford, Richardson and Hemon, Biometrics 1989).
 */
export function grainOf({ width, height, values }: Plane): number {
  const along = (dx: number, dy: number) => {
    let product = 0;
    let square = 0;
    for (let y = 0; y + dy < height; y++)
      for (let x = 0; x + dx < width; x++) {
        const here = values[2 * (y * width + x)] ?? 0;
        product += here * (values[2 * ((y + dy) * width + x + dx)] ?? 0);
        square += here * here;
      }
    return square > 0 ? product / square : 0;
  };
  let across = 1;
  let down = 1;
  for (let lag = 1; lag <= FARTHEST_LAG; lag++) {
    across += 2 * along(lag, 0) ** 2;
    down += 2 * along(0, lag) ** 2;
  }
  return across * down;
}
