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

/** Calls `visit` with the field's and the reference's values at each sample of the overlap. */
function overlapping(
  field: Signal,
  reference: Signal,
  shift: Shift,
  visit: (fieldPx: number, luma: number, stain: number) => void,
): void {
  const { width, height } = field;
  for (let y = 1; y < height - 1; y += R.SAMPLE_STEP) {
    const v = y + shift.y;
    const top = Math.floor(v);
    if (top < 0 || top > height - 2) continue;
    for (let x = 1; x < width - 1; x += R.SAMPLE_STEP) {
      const u = x + shift.x;
      const left = Math.floor(u);
      if (left < 0 || left > width - 2) continue;
      const at = 2 * (top * width + left);
      const value = (channel: number) => {
        const a = reference.values[at + channel] ?? 0;
        const b = reference.values[at + 2 + channel] ?? 0;
        const c = reference.values[at + 2 * width + channel] ?? 0;
        const d = reference.values[at + 2 * width + 2 + channel] ?? 0;
        const above = a + (u - left) * (b - a);
        return above + (v - top) * (c + (u - left) * (d - c) - above);
      };
      visit(2 * (y * width + x), value(0), value(1));
    }
  }
}

/** Correlation of field and reference at a shift. */
export function agreement(field: Signal, reference: Signal, shift: Shift): Agreement {
  const sums = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const add = (i: number, value: number) => {
    sums[i] = (sums[i] ?? 0) + value;
  };
  let count = 0;
  overlapping(field, reference, shift, (px, luma, stain) => {
    const values = [field.values[px] ?? 0, luma, field.values[px + 1] ?? 0, stain] as const;
    count++;
    for (const channel of [0, 1] as const) {
      const [a, b] = channel === 0 ? [values[0], values[1]] : [values[2], values[3]];
      add(5 * channel, a);
      add(5 * channel + 1, b);
      add(5 * channel + 2, a * a);
      add(5 * channel + 3, b * b);
      add(5 * channel + 4, a * b);
    }
  });
  const samples =
    Math.ceil((field.width - 2) / R.SAMPLE_STEP) * Math.ceil((field.height - 2) / R.SAMPLE_STEP);
  const n = Math.max(1, count);
  const correlation = (channel: number) => {
    const [a = 0, b = 0, aa = 0, bb = 0, ab = 0] = sums.slice(5 * channel, 5 * channel + 5);
    const va = aa / n - (a / n) ** 2;
    const vb = bb / n - (b / n) ** 2;
    return { value: (ab / n - (a * b) / n / n) / Math.sqrt(Math.max(1e-12, va * vb)), variance: va };
  };
  const luma = correlation(0);
  const stain = correlation(1);
  return {
    luma: luma.value,
    stain: stain.value,
    lumaVariance: luma.variance,
    stainVariance: stain.variance,
    overlap: count / samples,
  };
}

/** Largest change of the shift in one step, signal px. */
const LONGEST_STEP = 2;

/**
 * One Gauss-Newton step of the sub-pixel search (Lucas and Kanade 1981, with the field's own gradients).
 * Both signals count by their variance; samples that disagree, as dust does, count less.
 */
export function refine(field: Signal, reference: Signal, shift: Shift, at: Agreement): Shift {
  const { width, values } = field;
  const channels = [
    { weight: 1 / Math.max(1e-6, at.lumaVariance), agrees: at.luma },
    { weight: 1 / Math.max(1e-6, at.stainVariance), agrees: at.stain },
  ] as const;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  let ex = 0;
  let ey = 0;
  overlapping(field, reference, shift, (px, luma, stain) => {
    for (const channel of [0, 1] as const) {
      const i = px + channel;
      const gx = 0.5 * ((values[i + 2] ?? 0) - (values[i - 2] ?? 0));
      const gy = 0.5 * ((values[i + 2 * width] ?? 0) - (values[i - 2 * width] ?? 0));
      const error = (channel === 0 ? luma : stain) - (values[i] ?? 0);
      const { weight, agrees } = channels[channel];
      const spread = 0.1 + 2 * (1 - agrees);
      const w = weight / (1 + (error * error * weight) / spread);
      xx += w * gx * gx;
      xy += w * gx * gy;
      yy += w * gy * gy;
      ex += w * gx * error;
      ey += w * gy * error;
    }
  });
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-9 * (xx + yy) ** 2)) return shift;
  const clampStep = (step: number) => Math.min(LONGEST_STEP, Math.max(-LONGEST_STEP, step));
  return {
    x: shift.x - clampStep((yy * ex - xy * ey) / determinant),
    y: shift.y - clampStep((xx * ey - xy * ex) / determinant),
  };
}
