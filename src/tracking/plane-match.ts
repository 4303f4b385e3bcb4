import { fourier } from './fourier';
import type { Shift } from './phase-correlation';
import type { Plane } from './plane';
import { REGISTRATION as R } from './registration-model';

/** Side of the grid on which planes are searched; planes are no larger. */
export const GRID = 64;

/** Whitened spectrum of a plane on the grid: complex values, luma as real, stain as imaginary part. */
export function planeSpectrum({ width, height, values }: Plane): Float32Array {
  const grid = new Float32Array(GRID * GRID * 2);
  const left = Math.floor((GRID - width) / 2);
  const top = Math.floor((GRID - height) / 2);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const window = Math.sin((Math.PI * (x + 0.5)) / width) * Math.sin((Math.PI * (y + 0.5)) / height);
      const at = 2 * ((y + top) * GRID + x + left);
      const from = 2 * (y * width + x);
      grid[at] = (values[from] ?? 0) * window;
      grid[at + 1] = (values[from + 1] ?? 0) * window * R.STAIN_WEIGHT;
    }
  fourier(grid, GRID, GRID, false);
  for (let at = 0; at < grid.length; at += 2) {
    const [re = 0, im = 0] = [grid[at], grid[at + 1]];
    const scale = (re * re + im * im + 1e-12) ** (-0.5 * R.WHITENING);
    grid[at] = re * scale;
    grid[at + 1] = im * scale;
  }
  return grid;
}

/** A peak of the correlation: shift in cells between the planes' grids, and its height in noise deviations. */
export interface Peak {
  readonly shift: Shift;
  readonly height: number;
}

const cross = new Float32Array(GRID * GRID * 2);
/** Cells around a peak that belong to it. */
const PEAK_REACH = 3;

/** The highest peaks of the correlation of two spectra. `reference` may be scaled (bytes). */
export function planePeaks(field: Float32Array, reference: Float32Array | Int8Array, count: number): Peak[] {
  for (let at = 0; at < cross.length; at += 2) {
    const [a = 0, b = 0] = [field[at], field[at + 1]];
    const [c = 0, d = 0] = [reference[at], reference[at + 1]];
    cross[at] = a * c + b * d;
    cross[at + 1] = a * d - b * c;
  }
  fourier(cross, GRID, GRID, true);
  let power = 0;
  for (let at = 0; at < cross.length; at += 2) power += (cross[at] ?? 0) ** 2;
  const deviation = Math.sqrt(power / (GRID * GRID)) || 1;
  const found: Peak[] = [];
  const taken: number[] = [];
  for (let n = 0; n < count; n++) {
    let best = -1;
    let top = 0;
    for (let i = 0; i < GRID * GRID; i++) {
      const value = cross[2 * i] ?? 0;
      if (value <= top || taken.some((other) => near(i, other))) continue;
      top = value;
      best = i;
    }
    if (best < 0) break;
    taken.push(best);
    found.push({ shift: shiftAt(best), height: top / deviation });
  }
  return found;
}

function near(a: number, b: number): boolean {
  const dx = Math.abs((a % GRID) - (b % GRID));
  const dy = Math.abs(Math.floor(a / GRID) - Math.floor(b / GRID));
  return Math.min(dx, GRID - dx) <= PEAK_REACH && Math.min(dy, GRID - dy) <= PEAK_REACH;
}

function shiftAt(cell: number): Shift {
  const x = cell % GRID;
  const y = Math.floor(cell / GRID);
  const value = (dx: number, dy: number) =>
    cross[2 * (((y + dy + GRID) % GRID) * GRID + ((x + dx + GRID) % GRID))] ?? 0;
  const part = (before: number, top: number, after: number) => {
    const bend = before - 2 * top + after;
    return bend < 0 ? Math.min(0.5, Math.max(-0.5, (0.5 * (before - after)) / bend)) : 0;
  };
  const top = value(0, 0);
  return {
    x: (x >= GRID / 2 ? x - GRID : x) + part(value(-1, 0), top, value(1, 0)),
    y: (y >= GRID / 2 ? y - GRID : y) + part(value(0, -1), top, value(0, 1)),
  };
}

/** A shift on the grid as one between the planes' centres. */
export function betweenCentres(
  shift: Shift,
  field: Pick<Plane, 'width' | 'height'>,
  reference: Pick<Plane, 'width' | 'height'>,
): Shift {
  const middle = (size: number) => Math.floor((GRID - size) / 2) + size / 2;
  return {
    x: shift.x + middle(field.width) - middle(reference.width),
    y: shift.y + middle(field.height) - middle(reference.height),
  };
}

/** How two planes agree where they overlap. */
export interface PlaneMatch {
  /** Cells, from the reference's centre to the field's: what the field shows at p, the reference shows at p + shift. */
  readonly shift: Shift;
  /** Lesser of the correlation coefficients of luma and stain, -1..1. */
  readonly agreement: number;
  /** Share of the smaller plane that both show, 0..1. */
  readonly overlap: number;
}

/** Gauss-Newton steps, and every so many cells used for each. */
const STEPS = 5;
const STEP_CELLS = 2;
/** Variances below which there is nothing to compare. */
const LEAST = [1e-4, 5e-5] as const;

/** The best match near a shift (between the centres), by the same method as alignment.ts. */
export function refineMatch(field: Plane, reference: Plane, start: Shift): PlaneMatch {
  let shift = start;
  let at: Comparison | null = null;
  for (let i = 0; i < STEPS; i++) {
    at = comparePlanes(field, reference, shift, at, STEP_CELLS);
    shift = { x: shift.x + at.step.x, y: shift.y + at.step.y };
  }
  const { agreement, overlap } = comparePlanes(field, reference, shift, at, 1);
  return { shift, agreement, overlap };
}

interface Comparison {
  readonly correlations: readonly [number, number];
  readonly variances: readonly [number, number];
  readonly agreement: number;
  readonly overlap: number;
  readonly step: Shift;
}

function comparePlanes(
  field: Plane,
  reference: Plane,
  shift: Shift,
  before: Comparison | null,
  every: number,
): Comparison {
  const offsetX = (reference.width - field.width) / 2 + shift.x;
  const offsetY = (reference.height - field.height) / 2 + shift.y;
  const left = Math.floor(offsetX);
  const top = Math.floor(offsetY);
  const across = offsetX - left;
  const down = offsetY - top;
  const row = 2 * reference.width;
  const fieldRow = 2 * field.width;
  const sums = [new Float64Array(5), new Float64Array(5)] as const;
  const weights = (before?.variances ?? [0.02, 0.005]).map((variance) => 1 / Math.max(1e-5, variance));
  const spreads = (before?.correlations ?? [0.5, 0.5]).map((value) => 0.1 + 2 * (1 - value));
  let [xx, xy, yy, ex, ey, count] = [0, 0, 0, 0, 0, 0];
  for (let y = 1; y < field.height - 1; y += every) {
    if (y + top < 0 || y + top > reference.height - 2) continue;
    for (let x = 1; x < field.width - 1; x += every) {
      if (x + left < 0 || x + left > reference.width - 2) continue;
      count++;
      for (const channel of [0, 1] as const) {
        const i = 2 * (y * field.width + x) + channel;
        const k = 2 * ((y + top) * reference.width + x + left) + channel;
        const corner = reference.values[k] ?? 0;
        const upper = corner + across * ((reference.values[k + 2] ?? 0) - corner);
        const edge = reference.values[k + row] ?? 0;
        const lower = edge + across * ((reference.values[k + row + 2] ?? 0) - edge);
        const there = upper + down * (lower - upper);
        const here = field.values[i] ?? 0;
        const sum = sums[channel];
        sum[0] = (sum[0] ?? 0) + here;
        sum[1] = (sum[1] ?? 0) + there;
        sum[2] = (sum[2] ?? 0) + here * here;
        sum[3] = (sum[3] ?? 0) + there * there;
        sum[4] = (sum[4] ?? 0) + here * there;
        const gx = 0.5 * ((field.values[i + 2] ?? 0) - (field.values[i - 2] ?? 0));
        const gy = 0.5 * ((field.values[i + fieldRow] ?? 0) - (field.values[i - fieldRow] ?? 0));
        const error = there - here;
        const weight = weights[channel] ?? 0;
        const w = weight / (1 + (error * error * weight) / (spreads[channel] ?? 1));
        xx += w * gx * gx;
        xy += w * gx * gy;
        yy += w * gy * gy;
        ex += w * gx * error;
        ey += w * gy * error;
      }
    }
  }
  const of = (channel: 0 | 1) => {
    const [a = 0, b = 0, aa = 0, bb = 0, ab = 0] = sums[channel];
    const n = Math.max(1, count);
    const variance = aa / n - (a / n) ** 2;
    const other = bb / n - (b / n) ** 2;
    const enough = Math.min(variance, other) >= LEAST[channel];
    const correlation = enough ? (ab / n - (a * b) / (n * n)) / Math.sqrt(variance * other) : 0;
    return { variance, correlation };
  };
  const luma = of(0);
  const stain = of(1);
  const determinant = xx * yy - xy * xy;
  const limited = (value: number) => Math.min(1.5, Math.max(-1.5, value));
  const solvable = determinant > 1e-9 * (xx + yy) ** 2;
  const cells = (plane: Plane) =>
    Math.ceil((plane.width - 2) / every) * Math.ceil((plane.height - 2) / every);
  return {
    correlations: [luma.correlation, stain.correlation],
    variances: [luma.variance, stain.variance],
    agreement: Math.min(luma.correlation, stain.correlation),
    overlap: count / Math.max(1, Math.min(cells(field), cells(reference))),
    step: solvable
      ? {
          x: -limited((yy * ex - xy * ey) / determinant),
          y: -limited((xx * ey - xy * ex) / determinant),
        }
      : { x: 0, y: 0 },
  };
}
