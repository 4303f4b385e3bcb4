import type { Shift } from './phase-correlation';
import { REGISTRATION as R } from './registration-model';
import type { Signal } from './signal';

/** How well a field and a reference agree at a shift. */
export interface Agreement {
  /** Correlation coefficient of each signal over the overlap, -1..1. */
  readonly luma: number;
  readonly stain: number;
  /** Variance of the field's signals over the overlap. */
  readonly lumaVariance: number;
  readonly stainVariance: number;
  /** Share of the field that the reference shows too, 0..1. */
  readonly overlap: number;
}

/** Sums over the samples of an overlap; luma first, stain second. */
interface Sums {
  count: number;
  field: [number, number];
  keyframe: [number, number];
  fieldSquare: [number, number];
  keyframeSquare: [number, number];
  product: [number, number];
  /** Gauss-Newton: normal matrix xx, xy, yy, and right side. */
  matrix: [number, number, number];
  right: [number, number];
}

/** Correlation of field and reference at a whole shift, from few samples: enough to choose a candidate. */
export function coarseAgreement(field: Signal, reference: Signal, shift: Shift): Agreement {
  const whole = { x: Math.round(shift.x), y: Math.round(shift.y) };
  return agreementOf(compare(field, reference, whole, null, R.COARSE_STEP), field, R.COARSE_STEP);
}

function sampleCount({ width, height }: Signal, step: number): number {
  return Math.ceil((width - 2) / step) * Math.ceil((height - 2) / step);
}

function agreementOf(sums: Sums, field: Signal, step: number): Agreement {
  const n = Math.max(1, sums.count);
  const of = (channel: 0 | 1) => {
    const a = sums.field[channel] / n;
    const b = sums.keyframe[channel] / n;
    const variance = sums.fieldSquare[channel] / n - a * a;
    const other = sums.keyframeSquare[channel] / n - b * b;
    const together = sums.product[channel] / n - a * b;
    return { value: together / Math.sqrt(Math.max(1e-12, variance * other)), variance };
  };
  const luma = of(0);
  const stain = of(1);
  return {
    luma: luma.value,
    stain: stain.value,
    lumaVariance: luma.variance,
    stainVariance: stain.variance,
    overlap: sums.count / sampleCount(field, step),
  };
}

/** Sums over every `step`th px of the overlap; with `at`, also those of a sub-pixel step. */
function compare(field: Signal, reference: Signal, shift: Shift, at: Agreement | null, step: number): Sums {
  const { width, height, values } = field;
  const sums: Sums = {
    count: 0,
    field: [0, 0],
    keyframe: [0, 0],
    fieldSquare: [0, 0],
    keyframeSquare: [0, 0],
    product: [0, 0],
    matrix: [0, 0, 0],
    right: [0, 0],
  };
  const weights = at && [1 / Math.max(1e-6, at.lumaVariance), 1 / Math.max(1e-6, at.stainVariance)];
  const spread = (agreement: number) => R.STIFFNESS_FLOOR + R.STIFFNESS_SLOPE * (1 - agreement);
  const spreads = at && [spread(at.luma), spread(at.stain)];
  const left = Math.floor(shift.x);
  const top = Math.floor(shift.y);
  const across = shift.x - left;
  const down = shift.y - top;
  const row = 2 * width;
  for (let y = 1; y < height - 1; y += step) {
    if (y + top < 0 || y + top > height - 2) continue;
    for (let x = 1; x < width - 1; x += step) {
      if (x + left < 0 || x + left > width - 2) continue;
      sums.count++;
      for (let channel = 0; channel < 2; channel++) {
        const c = channel as 0 | 1;
        const i = 2 * (y * width + x) + c;
        const k = 2 * ((y + top) * width + x + left) + c;
        const corner = reference.values[k] ?? 0;
        const above = corner + across * ((reference.values[k + 2] ?? 0) - corner);
        const lower = reference.values[k + row] ?? 0;
        const below = lower + across * ((reference.values[k + row + 2] ?? 0) - lower);
        const there = above + down * (below - above);
        const here = values[i] ?? 0;
        sums.field[c] += here;
        sums.keyframe[c] += there;
        sums.fieldSquare[c] += here * here;
        sums.keyframeSquare[c] += there * there;
        sums.product[c] += here * there;
        if (!weights || !spreads) continue;
        const gx = 0.5 * ((values[i + 2] ?? 0) - (values[i - 2] ?? 0));
        const gy = 0.5 * ((values[i + row] ?? 0) - (values[i - row] ?? 0));
        const error = there - here;
        const weight = weights[c] ?? 0;
        const w = weight / (1 + (error * error * weight) / (spreads[c] ?? 1));
        sums.matrix[0] += w * gx * gx;
        sums.matrix[1] += w * gx * gy;
        sums.matrix[2] += w * gy * gy;
        sums.right[0] += w * gx * error;
        sums.right[1] += w * gy * error;
      }
    }
  }
  return sums;
}

/**
 * One Gauss-Newton step of the sub-pixel search (Lucas and Kanade 1981, with the field's own gradients).
 * Both signals count by their variance (of `at`); samples that disagree, as dust does, count less.
 * @returns the better shift, and the agreement at the given one
 */
export function refine(
  field: Signal,
  reference: Signal,
  shift: Shift,
  at: Agreement,
): { readonly shift: Shift; readonly how: Agreement } {
  const sums = compare(field, reference, shift, at, R.FINE_STEP);
  const how = agreementOf(sums, field, R.FINE_STEP);
  const [xx, xy, yy] = sums.matrix;
  const [ex, ey] = sums.right;
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-9 * (xx + yy) ** 2)) return { shift, how };
  const limited = (step: number) => Math.min(R.LONGEST_STEP, Math.max(-R.LONGEST_STEP, step));
  const better = {
    x: shift.x - limited((yy * ex - xy * ey) / determinant),
    y: shift.y - limited((xx * ey - xy * ex) / determinant),
  };
  return { shift: better, how };
}
