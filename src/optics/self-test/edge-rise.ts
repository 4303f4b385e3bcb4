/** One straight edge found in a picture. */
export interface EdgeRise {
  /** Distance over which the edge climbs from 10% to 90% of its height, px. */
  readonly risePx: number;
  /** Direction across the edge, radians from the x axis. */
  readonly angle: number;
  /** Middle of the window that it was measured in, px. */
  readonly centre: { readonly x: number; readonly y: number };
  /** Height of the edge, of full scale 0..1. */
  readonly contrast: number;
}

/** Side of the windows that are searched, px. */
const WINDOW = 48;
const BINS_PER_PX = 4;
/** An edge lower than this, of full scale, or than so many times the noise, is not measured. */
const LEAST_CONTRAST = 0.1;
const CONTRAST_OVER_NOISE = 10;
/** Gradient directions must agree at least this well (0: any, 1: all the same; Bigun & Granlund, ICCV 1987). */
const LEAST_COHERENCE = 0.8;

/**
 * Sharpness of the best straight edge in a picture, for the resolution of a microscope and its camera: px along the
 * edge are projected across it, which samples it finer than the px grid (slanted edge, ISO 12233). The edge may be a
 * step or one flank of a line, at any angle.
 * @param luma row by row, 0..1, width * height
 * @returns null where there is no straight edge of enough contrast
 */
export function measureEdgeRise(luma: Float32Array, width: number, height: number): EdgeRise | null {
  const windows: { x: number; y: number; strength: number }[] = [];
  for (let y = 0; y + WINDOW <= height; y += WINDOW / 2)
    for (let x = 0; x + WINDOW <= width; x += WINDOW / 2) {
      const { energy, coherence } = directionOf(luma, width, x, y);
      if (coherence >= LEAST_COHERENCE) windows.push({ x, y, strength: energy * coherence });
    }
  windows.sort((a, b) => b.strength - a.strength);
  const found = windows
    .slice(0, 24)
    .flatMap(({ x, y }) => riseIn(luma, width, x, y) ?? [])
    .sort((a, b) => a.risePx - b.risePx);
  // The sharpest quarter is where the focus is; its middle is no lucky noise.
  return found[Math.floor(found.length / 8)] ?? null;
}

function directionOf(luma: Float32Array, width: number, x0: number, y0: number) {
  let xx = 0;
  let yy = 0;
  let xy = 0;
  let mass = 0;
  let massX = 0;
  let massY = 0;
  for (let y = y0 + 1; y < y0 + WINDOW - 1; y++)
    for (let x = x0 + 1; x < x0 + WINDOW - 1; x++) {
      const i = y * width + x;
      const gx = (luma[i + 1] ?? 0) - (luma[i - 1] ?? 0);
      const gy = (luma[i + width] ?? 0) - (luma[i - width] ?? 0);
      const power = gx * gx + gy * gy;
      xx += gx * gx;
      yy += gy * gy;
      xy += gx * gy;
      mass += power;
      massX += power * x;
      massY += power * y;
    }
  const energy = xx + yy;
  return {
    energy,
    coherence: energy === 0 ? 0 : Math.hypot(xx - yy, 2 * xy) / energy,
    angle: 0.5 * Math.atan2(2 * xy, xx - yy),
    x: mass === 0 ? x0 : massX / mass,
    y: mass === 0 ? y0 : massY / mass,
  };
}

function riseIn(luma: Float32Array, width: number, x0: number, y0: number): EdgeRise | null {
  const { angle, x: cx, y: cy } = directionOf(luma, width, x0, y0);
  const profile = profileAcross(luma, width, x0, y0, cx, cy, angle);
  if (!profile) return null;
  const { values, noise } = profile;
  const steepest = argMax(values.map((value, i) => Math.abs((values[i + 1] ?? value) - value)));
  const sign = Math.sign((values[steepest + 1] ?? 0) - (values[steepest] ?? 0));
  // Down and up the flank to where it stops climbing: the ends of a step, or of one side of a line.
  const low = follow(values, steepest, -1, sign);
  const high = follow(values, steepest + 1, 1, sign);
  const from = values[low] ?? 0;
  const contrast = Math.abs((values[high] ?? 0) - from);
  if (contrast < Math.max(LEAST_CONTRAST, CONTRAST_OVER_NOISE * noise)) return null;
  const at = (share: number) => crossing(values, low, high, from + sign * share * contrast, sign);
  const risePx = (at(0.9) - at(0.1)) / BINS_PER_PX;
  return {
    risePx,
    angle,
    contrast,
    centre: { x: x0 + WINDOW / 2, y: y0 + WINDOW / 2 },
  };
}

/** Mean luma by distance across the edge, and the noise of one mean. */
function profileAcross(
  luma: Float32Array,
  width: number,
  x0: number,
  y0: number,
  cx: number,
  cy: number,
  angle: number,
) {
  const reach = WINDOW / 2;
  const bins = 2 * reach * BINS_PER_PX;
  const sum = new Float64Array(bins);
  const squares = new Float64Array(bins);
  const count = new Float64Array(bins);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let y = y0; y < y0 + WINDOW; y++)
    for (let x = x0; x < x0 + WINDOW; x++) {
      const bin = Math.floor(((x - cx) * cos + (y - cy) * sin + reach) * BINS_PER_PX);
      if (bin < 0 || bin >= bins) continue;
      const value = luma[y * width + x] ?? 0;
      sum[bin] = (sum[bin] ?? 0) + value;
      squares[bin] = (squares[bin] ?? 0) + value * value;
      count[bin] = (count[bin] ?? 0) + 1;
    }
  const values: number[] = [];
  let variance = 0;
  for (let bin = 0; bin < bins; bin++) {
    const n = count[bin] ?? 0;
    // Ends of the window, and edges along the px grid, leave bins thin; the neighbour stands in.
    if (n < 4) {
      const before = values.at(-1);
      if (before !== undefined) values.push(before);
      continue;
    }
    const mean = (sum[bin] ?? 0) / n;
    values.push(mean);
    variance += Math.max(0, (squares[bin] ?? 0) / n - mean * mean) / n;
  }
  if (values.length < 4 * BINS_PER_PX) return null;
  return { values: smooth(values), noise: Math.sqrt(variance / values.length) };
}

const smooth = (values: readonly number[]): number[] =>
  values.map((value, i) => ((values[i - 1] ?? value) + 2 * value + (values[i + 1] ?? value)) / 4);

/** Walks until the value has not climbed for half a px. */
function follow(values: readonly number[], start: number, step: 1 | -1, sign: number): number {
  let best = start;
  for (let i = start; i >= 0 && i < values.length; i += step) {
    if (sign * step * ((values[i] ?? 0) - (values[best] ?? 0)) > 0) best = i;
    if (Math.abs(i - best) > 2 * BINS_PER_PX) break;
  }
  return best;
}

/** Where the profile crosses `level` between two bins, in bins. */
function crossing(values: readonly number[], low: number, high: number, level: number, sign: number): number {
  for (let i = low; i < high; i++) {
    const [a, b] = [values[i] ?? 0, values[i + 1] ?? 0];
    if (sign * (b - level) >= 0) return i + (b === a ? 0 : Math.min(1, Math.max(0, (level - a) / (b - a))));
  }
  return high;
}

function argMax(values: readonly number[]): number {
  let best = 0;
  values.forEach((value, i) => {
    if (value > (values[best] ?? 0)) best = i;
  });
  return best;
}
