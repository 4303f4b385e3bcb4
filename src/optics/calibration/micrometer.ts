import { type Axis, type Comb, fitComb, sample } from './graduations';
import { type LinePattern, linePattern, median } from './line-pattern';
import { type Luma, type Orientation, orientationOf } from './orientation';
import { amplitudeAt, project, strongestFrequencies } from './projection';

export type { Luma } from './orientation';

export interface GraduationLine {
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  /** Every fifth. */
  readonly long: boolean;
}

export interface FoundMicrometer {
  readonly umPerPx: number;
  /** Half-width of the 95% interval, um/px. */
  readonly uncertaintyUmPerPx: number;
  /** Direction of the scale's axis, radians. */
  readonly angle: number;
  /** Px of the picture. */
  readonly lines: readonly GraduationLine[];
}

export type MicrometerProblem =
  /** No direction in which edges lie, or nothing that repeats. */
  | 'no-graduations'
  /** Something repeats, but not as evenly as graduations do. */
  | 'not-even'
  /** Even lines, of which not every fifth is longer: 10 um cannot be told from 5 or 20. */
  | 'no-long-lines';

export type MicrometerAnswer = { readonly found: FoundMicrometer } | { readonly problem: MicrometerProblem };

/** Division of the common stage micrometer, um. */
export const DIVISION_UM = 10;
/** Assumed of the scale itself where no certificate says: 1 um in 1 mm. */
const MAKER = 0.001;
const SHORTEST_PX = 2.8;
const LONGEST_PX = 150;
const MIN_LINES = 11;
/** A pitch worth trying has at least so much of the strongest amplitude. */
const FAINTEST = 0.12;

/**
 * Finds the graduations of a stage micrometer, 1 mm in 100 divisions of which every fifth line is longer, at any
 * angle, and lays a comb through them. Refuses rather than guess.
 * @param luma linear or gamma-coded, dark lines on a light field
 */
export function findMicrometer(luma: Luma): MicrometerAnswer {
  const dark = darkness(luma);
  const orientation = orientationOf(dark);
  if (!orientation) return { problem: 'no-graduations' };
  const rough = project(dark, orientation.angle, orientation);
  const main = strongestFrequencies(rough, SHORTEST_PX, LONGEST_PX)[0];
  if (main === undefined) return { problem: 'no-graduations' };
  const angle = refineAngle(dark, orientation, main);
  const projection = project(dark, angle, orientation);
  const frequencies = strongestFrequencies(projection, SHORTEST_PX, LONGEST_PX);
  const least = FAINTEST * amplitudeAt(projection, frequencies[0] ?? main);
  const candidates = distinct(frequencies.flatMap((f) => [f, f / 2, 2 * f])).filter(
    (f) => f <= 1 / SHORTEST_PX && f >= 1 / LONGEST_PX && amplitudeAt(projection, f) > least,
  );
  let problem: MicrometerProblem = 'no-graduations';
  const found: FoundMicrometer[] = [];
  for (const frequency of candidates) {
    // A side lobe of a pitch that was found already.
    if (found.some(({ umPerPx }) => Math.abs((frequency * DIVISION_UM) / umPerPx - 1) < 0.05)) continue;
    const strip = stripOf(dark, angle, frequency);
    if (!strip) continue;
    const axis = { angle, strip };
    const comb = fitComb(dark, axis, 1 / frequency);
    if (!comb) continue;
    if (!isEven(comb)) {
      if (problem === 'no-graduations') problem = 'not-even';
      continue;
    }
    const pattern = linePattern(dark, axis, comb);
    if (!pattern.everyFifthLonger) {
      problem = 'no-long-lines';
      continue;
    }
    found.push(answer(axis, comb, pattern));
  }
  const best = found[0];
  if (!best) return { problem };
  // Two pitches that both look right are one too many.
  if (found.some(({ umPerPx }) => Math.abs(umPerPx / best.umPerPx - 1) > 0.01))
    return { problem: 'not-even' };
  return { found: best };
}

const isEven = ({ indices, residual, complete, extra, depths }: Comb): boolean => {
  const typical = median(depths);
  const spread = median(depths.map((depth) => Math.abs(depth - typical))) / typical;
  return (
    indices.length >= MIN_LINES &&
    indices.length <= 103 &&
    residual < 0.06 &&
    complete >= 0.95 &&
    extra <= 0.05 &&
    spread < 0.25
  );
};

function answer({ angle, strip }: Axis, comb: Comb, { ends, phase }: LinePattern): FoundMicrometer {
  const umPerPx = DIVISION_UM / comb.pitchPx;
  const relative = Math.hypot((2 * comb.pitchError) / comb.pitchPx, MAKER);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const point = (u: number, v: number) => ({ x: u * cos - v * sin, y: u * sin + v * cos });
  return {
    umPerPx,
    uncertaintyUmPerPx: umPerPx * relative,
    angle,
    lines: comb.indices.map((index, i) => {
      const u = comb.origin + index * comb.pitchPx;
      const [from, to] = ends[i] ?? strip;
      return { from: point(u, from), to: point(u, to), long: ((index % 5) + 5) % 5 === phase };
    }),
  };
}

/** How much darker each px is than its surroundings, of the surroundings' light: uneven light goes. */
function darkness({ width, height, values }: Luma): Luma {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += values[y * width + x] ?? 0;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  const reach = Math.round(Math.min(width, height) / 6);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [y0, y1] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x++) {
      const [x0, x1] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const at = (column: number, row: number) => sums[row * (width + 1) + column] ?? 0;
      const mean = (at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0)) / ((x1 - x0) * (y1 - y0));
      out[y * width + x] = mean > 0 ? 1 - (values[y * width + x] ?? 0) / mean : 0;
    }
  }
  return { width, height, values: out };
}

/** The angle near the first at which the projection's main frequency, a little free itself, is strongest. */
function refineAngle(dark: Luma, orientation: Orientation, rough: number): number {
  let best = orientation.angle;
  let frequency = rough;
  // Differences of neighbours turn a pattern of 4 px a period by up to 0.09 rad.
  for (const step of [0.04, 0.012, 0.004, 0.0012]) {
    const [centre, middle] = [best, frequency];
    let highest = -1;
    for (let i = -3; i <= 3; i++) {
      const projection = project(dark, centre + i * step, orientation);
      for (let j = -6; j <= 6; j++) {
        const f = middle * (1 + j * Math.min(0.0015, step * 0.12));
        const amplitude = amplitudeAt(projection, f);
        if (amplitude <= highest) continue;
        highest = amplitude;
        best = centre + i * step;
        frequency = f;
      }
    }
  }
  return best;
}

/** Extent across the axis in which a frequency is present along it, px; null where it is not. */
function stripOf(dark: Luma, angle: number, frequency: number): readonly [number, number] | null {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const { width, height } = dark;
  const us = [0, width * cos, height * sin, width * cos + height * sin];
  const vs = [0, -width * sin, height * cos, -width * sin + height * cos];
  const [u0, u1, v0, v1] = [Math.min(...us), Math.max(...us), Math.min(...vs), Math.max(...vs)];
  const step = Math.max(0.5, 1 / frequency / 6);
  const rowPx = Math.max(1, 0.12 / frequency);
  const rows = Math.ceil((v1 - v0) / rowPx);
  const power = new Float64Array(rows);
  const cells = 24;
  // Stretches of the axis are summed by power, so that a slightly wrong frequency does not cancel itself.
  for (let row = 0; row < rows; row++) {
    const v = v0 + row * rowPx;
    const real = new Float64Array(cells);
    const imaginary = new Float64Array(cells);
    for (let u = u0; u < u1; u += step) {
      const value = sample(dark, u * cos - v * sin, u * sin + v * cos);
      if (value === null) continue;
      const cell = Math.min(cells - 1, Math.floor(((u - u0) / (u1 - u0)) * cells));
      const phase = 2 * Math.PI * frequency * u;
      real[cell] = (real[cell] ?? 0) + value * Math.cos(phase);
      imaginary[cell] = (imaginary[cell] ?? 0) + value * Math.sin(phase);
    }
    for (let cell = 0; cell < cells; cell++)
      power[row] = (power[row] ?? 0) + (real[cell] ?? 0) ** 2 + (imaginary[cell] ?? 0) ** 2;
  }
  const reach = Math.max(1, Math.round(0.5 / frequency / rowPx));
  const smooth = power.map((_, i) => {
    let sum = 0;
    let count = 0;
    for (let j = Math.max(0, i - reach); j <= Math.min(rows - 1, i + reach); j++) {
      sum += power[j] ?? 0;
      count++;
    }
    return sum / count;
  });
  let peak = 0;
  smooth.forEach((value, i) => {
    if (value > (smooth[peak] ?? 0)) peak = i;
  });
  const floor = median([...smooth]);
  const limit = Math.max(0.4 * (smooth[peak] ?? 0), Math.min(0.8 * (smooth[peak] ?? 0), 1.5 * floor));
  let from = peak;
  let to = peak;
  while (from > 0 && (smooth[from - 1] ?? 0) > limit) from--;
  while (to < rows - 1 && (smooth[to + 1] ?? 0) > limit) to++;
  return (to - from) * rowPx < 1.5 / frequency ? null : [v0 + from * rowPx, v0 + to * rowPx];
}

function distinct(frequencies: readonly number[]): number[] {
  const kept: number[] = [];
  for (const f of frequencies) if (!kept.some((other) => Math.abs(f / other - 1) < 0.004)) kept.push(f);
  return kept;
}
