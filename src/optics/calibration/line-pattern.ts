import { type Axis, type Comb, sample } from './graduations';
import type { Luma } from './orientation';

/** Lengths of graduation lines, and what they say of the divisions. */
export interface LinePattern {
  /** Ends of each line across the axis, px; null where the picture cuts it off. */
  readonly ends: readonly (readonly [number, number] | null)[];
  /** Whether every fifth line, and no other, is longer. */
  readonly everyFifthLonger: boolean;
  /** Index modulo 5 of the longer lines. */
  readonly phase: number;
}

/** A long line is at least so many times a short one. */
const LONGER = 1.2;

/** Measures how long each line of a comb is. A doubled, halved or chance pitch does not show every fifth longer. */
export function linePattern(luma: Luma, axis: Axis, comb: Comb): LinePattern {
  const ends = comb.indices.map((index) => endsOf(luma, axis, comb, index));
  const lengths = ends.map((end) => (end ? end[1] - end[0] : null));
  let phase = 0;
  let best = 0;
  for (let candidate = 0; candidate < 5; candidate++) {
    const [long, short] = split(comb.indices, lengths, candidate);
    const ratio = long.length && short.length ? median(long) / Math.max(1e-6, median(short)) : 0;
    if (ratio > best) {
      best = ratio;
      phase = candidate;
    }
  }
  const [long, short] = split(comb.indices, lengths, phase);
  const limit = (median(long) + median(short)) / 2;
  // The tens are longer than the fives, so the limit is set by the shorter of the long ones.
  const threshold = Math.min(limit, median(short) * ((1 + LONGER) / 2 + 0.08));
  const wrong =
    long.filter((length) => length < threshold).length + short.filter((length) => length > threshold).length;
  const spread = median(short.map((length) => Math.abs(length - median(short)))) / median(short);
  const everyFifthLonger =
    long.length >= 2 &&
    short.length >= 8 &&
    best >= LONGER &&
    wrong <= 0.06 * (long.length + short.length) &&
    spread < 0.08;
  return { ends, everyFifthLonger, phase };
}

function split(
  indices: readonly number[],
  lengths: readonly (number | null)[],
  phase: number,
): [number[], number[]] {
  const long: number[] = [];
  const short: number[] = [];
  indices.forEach((index, i) => {
    const length = lengths[i];
    if (length === null || length === undefined) return;
    (((index % 5) + 5) % 5 === phase ? long : short).push(length);
  });
  return [long, short];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Follows a line from the strip's middle outward until it is no longer darker than its surroundings. */
function endsOf(
  luma: Luma,
  { angle, strip }: Axis,
  comb: Comb,
  index: number,
): readonly [number, number] | null {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const u = comb.origin + index * comb.pitchPx;
  const at = (du: number, v: number) => {
    const along = u + du * comb.pitchPx;
    return sample(luma, along * cos - v * sin, along * sin + v * cos);
  };
  const contrast = (v: number): number | null => {
    let dark = 0;
    let light = 0;
    for (const du of [-0.06, 0, 0.06]) {
      const value = at(du, v);
      if (value === null) return null;
      dark += value / 3;
    }
    for (const du of [-0.5, -0.4, 0.4, 0.5]) {
      const value = at(du, v);
      if (value === null) return null;
      light += value / 4;
    }
    return dark - light;
  };
  const middle = (strip[0] + strip[1]) / 2;
  const half = (strip[1] - strip[0]) / 2;
  const inside: number[] = [];
  for (let v = strip[0] + 0.2 * half; v <= strip[1] - 0.2 * half; v += Math.max(0.5, half / 30)) {
    const value = contrast(v);
    if (value !== null) inside.push(value);
  }
  if (inside.length < 3) return null;
  const limit = 0.5 * median(inside);
  if (limit <= 0) return null;
  // A window of most of a division bridges noise, and is short against the difference of the lengths.
  const step = Math.max(0.25, comb.pitchPx / 40);
  const window = Math.max(3, Math.round((0.9 * comb.pitchPx) / step));
  const end = (sign: 1 | -1): number | null => {
    const recent: number[] = [];
    let sum = 0;
    for (let d = 0; d < half * 4; d += step) {
      const value = contrast(middle + sign * d);
      if (value === null) return null;
      recent.push(value);
      sum += value;
      if (recent.length > window) sum -= recent.shift() ?? 0;
      if (recent.length === window && sum / window < limit) return middle + sign * (d - (window * step) / 2);
    }
    return middle + sign * half * 4;
  };
  const [low, high] = [end(-1), end(1)];
  return low === null || high === null ? null : [low, high];
}
