import type { Shift } from './phase-correlation';
import type { Plane } from './plane';

/** Parts that the overlap is divided into, across and down. */
const ACROSS = 4;
const DOWN = 3;
/** Cells that a part needs to say something. */
const LEAST_CELLS = 24;
/** Variances of luma below which a part is blank in a plane. */
const BLANK = 2e-4;

/**
 * Median over the parts of the overlap of how well two planes agree in each (lesser correlation of luma and
 * stain, each about the part's own mean), -1..1, at a shift between their centres. Parts that are blank in both
 * count for nothing; parts that are blank in one of them disagree. One edge of tissue against glass makes whole
 * fields correlate, but only the few parts that it runs through. 0 where fewer than three parts can be judged.
 */
export function partAgreement(field: Plane, reference: Plane, shift: Shift): number {
  const offsetX = (reference.width - field.width) / 2 + shift.x;
  const offsetY = (reference.height - field.height) / 2 + shift.y;
  const left = Math.max(0, Math.ceil(-offsetX));
  const top = Math.max(0, Math.ceil(-offsetY));
  const right = Math.min(field.width - 1, Math.floor(reference.width - 2 - offsetX));
  const bottom = Math.min(field.height - 1, Math.floor(reference.height - 2 - offsetY));
  const width = (right - left + 1) / ACROSS;
  const height = (bottom - top + 1) / DOWN;
  if (width < 1 || height < 1) return 0;
  const found: number[] = [];
  for (let j = 0; j < DOWN; j++)
    for (let i = 0; i < ACROSS; i++) {
      const part = {
        left: Math.round(left + i * width),
        right: Math.round(left + (i + 1) * width),
        top: Math.round(top + j * height),
        bottom: Math.round(top + (j + 1) * height),
      };
      const agreement = agreementWithin(field, reference, { x: offsetX, y: offsetY }, part);
      if (agreement !== null) found.push(agreement);
    }
  if (found.length < 3) return 0;
  found.sort((a, b) => a - b);
  const middle = found.length / 2;
  return ((found[Math.ceil(middle) - 1] ?? 0) + (found[Math.floor(middle)] ?? 0)) / 2;
}

interface Part {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Null where there is nothing to compare. */
function agreementWithin(field: Plane, reference: Plane, offset: Shift, part: Part): number | null {
  const dx = Math.floor(offset.x);
  const dy = Math.floor(offset.y);
  const across = offset.x - dx;
  const down = offset.y - dy;
  const row = 2 * reference.width;
  const cells = (part.right - part.left) * (part.bottom - part.top);
  if (cells < LEAST_CELLS) return null;
  const of = (channel: 0 | 1) => {
    let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
    for (let y = part.top; y < part.bottom; y++)
      for (let x = part.left; x < part.right; x++) {
        const k = 2 * ((y + dy) * reference.width + x + dx) + channel;
        const corner = reference.values[k] ?? 0;
        const upper = corner + across * ((reference.values[k + 2] ?? 0) - corner);
        const edge = reference.values[k + row] ?? 0;
        const lower = edge + across * ((reference.values[k + row + 2] ?? 0) - edge);
        const there = upper + down * (lower - upper);
        const here = field.values[2 * (y * field.width + x) + channel] ?? 0;
        a += here;
        b += there;
        aa += here * here;
        bb += there * there;
        ab += here * there;
      }
    const here = aa / cells - (a / cells) ** 2;
    const there = bb / cells - (b / cells) ** 2;
    const correlation = (ab / cells - (a * b) / cells ** 2) / Math.sqrt(Math.max(1e-12, here * there));
    return { here, there, correlation };
  };
  const luma = of(0);
  if (Math.max(luma.here, luma.there) < BLANK) return null;
  if (Math.min(luma.here, luma.there) < BLANK) return 0;
  return Math.min(luma.correlation, of(1).correlation);
}
