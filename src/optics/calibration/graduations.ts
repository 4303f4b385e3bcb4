import type { Luma } from './orientation';

/** A straight axis over the picture: places along it, and across it, px from the top left corner. */
export interface Axis {
  /** Direction of the axis, radians. */
  readonly angle: number;
  /** Extent across in which the lines lie. */
  readonly strip: readonly [number, number];
}

export interface Comb {
  /** Place of line 0 along the axis, px. */
  readonly origin: number;
  readonly pitchPx: number;
  /** Standard error of the pitch, px. */
  readonly pitchError: number;
  /** Index of each line found; increasing. */
  readonly indices: readonly number[];
  /** RMS distance of the lines from the comb, of the pitch. */
  readonly residual: number;
  /** Lines found, of those between the first and the last. */
  readonly complete: number;
  /** Dark places between the lines, of all lines. */
  readonly extra: number;
  /** Depth of each line. */
  readonly depths: readonly number[];
}

/** Bilinear; null outside the picture. */
export function sample({ width, height, values }: Luma, x: number, y: number): number | null {
  const [px, py] = [x - 0.5, y - 0.5];
  const x0 = Math.floor(px);
  const y0 = Math.floor(py);
  if (x0 < 0 || y0 < 0 || x0 >= width - 1 || y0 >= height - 1) return null;
  const at = y0 * width + x0;
  const [fx, fy] = [px - x0, py - y0];
  const top = (values[at] ?? 0) * (1 - fx) + (values[at + 1] ?? 0) * fx;
  const bottom = (values[at + width] ?? 0) * (1 - fx) + (values[at + width + 1] ?? 0) * fx;
  return top * (1 - fy) + bottom * fy;
}

/** Samples a division. */
const STEPS = 16;
/** A line lies at most so far from its place on the comb, of the pitch. */
const TOLERANCE = 0.18;

/** Finds the dark lines in a strip and lays a comb of one pitch through them, by least squares with outliers dropped. */
export function fitComb(luma: Luma, { angle, strip }: Axis, pitchPx: number): Comb | null {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const step = pitchPx / STEPS;
  const ends = [0, luma.width * cos, luma.height * sin, luma.width * cos + luma.height * sin];
  const start = Math.min(...ends);
  const length = Math.ceil((Math.max(...ends) - start) / step);
  const rows = Math.max(3, Math.min(120, Math.round(strip[1] - strip[0])));
  const profile = new Float64Array(length);
  const valid = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const u = start + i * step;
    let sum = 0;
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const v = strip[0] + ((row + 0.5) / rows) * (strip[1] - strip[0]);
      const value = sample(luma, u * cos - v * sin, u * sin + v * cos);
      if (value === null) continue;
      sum += value;
      count++;
    }
    if (count < 0.6 * rows) continue;
    profile[i] = sum / count;
    valid[i] = 1;
  }
  const smooth = bandPass(profile, valid);
  const peaks = peaksOf(smooth, valid);
  const strong = peaks.map(({ depth }) => depth).sort((a, b) => b - a);
  const typical = strong[Math.floor(Math.min(strong.length, 100) * 0.35)] ?? 0;
  const lines = peaks
    .filter(({ depth }) => depth > 0.4 * typical)
    .map((peak) => ({ ...peak, at: start + peak.at * step }));
  if (lines.length < 8) return null;
  return layComb(lines, pitchPx);
}

/** Difference of two box means, of a quarter of a division and of a whole one: shading and noise go, lines stay. */
function bandPass(profile: Float64Array, valid: Uint8Array): Float64Array {
  const sums = new Float64Array(profile.length + 1);
  const counts = new Float64Array(profile.length + 1);
  for (let i = 0; i < profile.length; i++) {
    sums[i + 1] = (sums[i] ?? 0) + (valid[i] ? (profile[i] ?? 0) : 0);
    counts[i + 1] = (counts[i] ?? 0) + (valid[i] ?? 0);
  }
  const mean = (i: number, reach: number) => {
    const a = Math.max(0, i - reach);
    const b = Math.min(profile.length, i + reach + 1);
    const count = (counts[b] ?? 0) - (counts[a] ?? 0);
    return count > 0 ? ((sums[b] ?? 0) - (sums[a] ?? 0)) / count : 0;
  };
  return profile.map((_, i) => (valid[i] ? mean(i, 2) - mean(i, STEPS / 2) : 0));
}

function peaksOf(smooth: Float64Array, valid: Uint8Array): { at: number; depth: number }[] {
  const peaks: { at: number; depth: number }[] = [];
  const reach = 4;
  for (let i = STEPS / 2; i < smooth.length - STEPS / 2; i++) {
    const depth = smooth[i] ?? 0;
    if (depth <= 0 || !valid[i - STEPS / 2] || !valid[i + STEPS / 2]) continue;
    let largest = true;
    for (let j = -reach; j <= reach && largest; j++)
      if ((smooth[i + j] ?? 0) > depth || (j < 0 && smooth[i + j] === depth)) largest = false;
    if (!largest) continue;
    let weights = 0;
    let sum = 0;
    for (let j = -reach; j <= reach; j++) {
      const weight = Math.max(0, (smooth[i + j] ?? 0) - 0.3 * depth);
      weights += weight;
      sum += weight * j;
    }
    peaks.push({ at: i + sum / weights, depth });
  }
  return peaks;
}

function layComb(lines: readonly { at: number; depth: number }[], rough: number): Comb | null {
  // The phase that most lines agree on, then the pitch grown outward from the middle.
  let pitch = rough;
  let origin = bestPhase(lines, pitch);
  const middle = lines[lines.length >> 1]?.at ?? 0;
  origin += Math.round((middle - origin) / pitch) * pitch;
  const longest = Math.max(...lines.map(({ at }) => Math.abs(at - origin)));
  let chosen: { index: number; at: number; depth: number }[] = [];
  for (let reach = 6 * pitch; ; reach = Math.min(longest, reach * 1.6)) {
    for (let pass = 0; pass < 2; pass++) {
      chosen = onePerIndex(lines, origin, pitch, reach);
      if (chosen.length < 4) break;
      const fit = leastSquares(chosen);
      origin = fit.origin;
      pitch = fit.pitch;
    }
    if (reach >= longest) break;
  }
  if (chosen.length < 8 || !(Math.abs(pitch / rough - 1) < 0.05)) return null;
  // Only the longest run counts: past a gap of two the scale has ended.
  chosen = longestRun(chosen);
  if (chosen.length < 8) return null;
  const fit = leastSquares(chosen);
  const [first, last] = [chosen[0]?.index ?? 0, chosen.at(-1)?.index ?? 0];
  const from = fit.origin + (first - 0.3) * fit.pitch;
  const to = fit.origin + (last + 0.3) * fit.pitch;
  const within = lines.filter(({ at }) => at > from && at < to).length;
  return {
    origin: fit.origin,
    pitchPx: fit.pitch,
    pitchError: fit.error,
    indices: chosen.map(({ index }) => index),
    residual: fit.rms / fit.pitch,
    complete: chosen.length / (last - first + 1),
    extra: (within - chosen.length) / chosen.length,
    depths: chosen.map(({ depth }) => depth),
  };
}

function bestPhase(lines: readonly { at: number; depth: number }[], pitch: number): number {
  // Circular mean over the densest stretch would be fooled by a wrong pitch far away: take the middle third.
  const near = lines.slice(Math.floor(lines.length / 3), Math.ceil((2 * lines.length) / 3));
  let c = 0;
  let s = 0;
  for (const { at, depth } of near) {
    c += depth * Math.cos((2 * Math.PI * at) / pitch);
    s += depth * Math.sin((2 * Math.PI * at) / pitch);
  }
  return (Math.atan2(s, c) / (2 * Math.PI)) * pitch;
}

function onePerIndex(
  lines: readonly { at: number; depth: number }[],
  origin: number,
  pitch: number,
  reach: number,
) {
  const byIndex = new Map<number, { index: number; at: number; depth: number; off: number }>();
  for (const { at, depth } of lines) {
    if (Math.abs(at - origin) > reach) continue;
    const index = Math.round((at - origin) / pitch);
    const off = Math.abs(at - origin - index * pitch);
    if (off > TOLERANCE * pitch) continue;
    const other = byIndex.get(index);
    if (!other || off < other.off) byIndex.set(index, { index, at, depth, off });
  }
  return [...byIndex.values()].sort((a, b) => a.index - b.index);
}

function longestRun<Line extends { index: number }>(lines: readonly Line[]): Line[] {
  let best: Line[] = [];
  let run: Line[] = [];
  for (const line of lines) {
    const before = run.at(-1);
    if (before && line.index - before.index > 2) run = [];
    run.push(line);
    if (run.length > best.length) best = [...run];
  }
  return best;
}

function leastSquares(lines: readonly { index: number; at: number }[]) {
  const n = lines.length;
  const meanIndex = lines.reduce((sum, { index }) => sum + index, 0) / n;
  const meanAt = lines.reduce((sum, { at }) => sum + at, 0) / n;
  let sxx = 0;
  let sxy = 0;
  for (const { index, at } of lines) {
    sxx += (index - meanIndex) ** 2;
    sxy += (index - meanIndex) * (at - meanAt);
  }
  const pitch = sxy / sxx;
  const origin = meanAt - pitch * meanIndex;
  const squares = lines.reduce((sum, { index, at }) => sum + (at - origin - pitch * index) ** 2, 0);
  return { pitch, origin, rms: Math.sqrt(squares / n), error: Math.sqrt(squares / Math.max(1, n - 2) / sxx) };
}
