import type { Luma, Orientation } from './orientation';

/** Darkness summed across the lines: one value a bin along the axis. */
export interface Projection {
  readonly values: Float64Array;
  /** Place of bin 0 along the axis, px from the picture's top left corner. */
  readonly start: number;
  readonly binPx: number;
}

const BIN = 0.5;

/** Projects the masked blocks on an axis; slow change along it is taken away. */
export function project(luma: Luma, angle: number, orientation: Orientation): Projection {
  const { width, height, values } = luma;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const corners = [0, width * cos, height * sin, width * cos + height * sin];
  const start = Math.min(...corners) - 2;
  const bins = Math.ceil((Math.max(...corners) + 2 - start) / BIN);
  const sums = new Float64Array(bins + 1);
  const counts = new Float64Array(bins + 1);
  const { mask, blockPx, columns } = orientation;
  for (let block = 0; block < mask.length; block++) {
    if (!mask[block]) continue;
    const x0 = (block % columns) * blockPx;
    const y0 = Math.floor(block / columns) * blockPx;
    for (let y = y0; y < Math.min(height, y0 + blockPx); y++)
      for (let x = x0; x < Math.min(width, x0 + blockPx); x++) {
        const at = (x * cos + y * sin - start) / BIN;
        const bin = Math.floor(at);
        const part = at - bin;
        const value = values[y * width + x] ?? 0;
        sums[bin] = (sums[bin] ?? 0) + (1 - part) * value;
        counts[bin] = (counts[bin] ?? 0) + 1 - part;
        sums[bin + 1] = (sums[bin + 1] ?? 0) + part * value;
        counts[bin + 1] = (counts[bin + 1] ?? 0) + part;
      }
  }
  let most = 0;
  for (const count of counts) most = Math.max(most, count);
  const profile = new Float64Array(bins);
  for (let i = 0; i < bins; i++) {
    const count = counts[i] ?? 0;
    // Few px say little: they fade in.
    profile[i] = count > 0 ? ((sums[i] ?? 0) / count) * Math.min(1, count / (0.2 * most)) : 0;
  }
  return { values: profile, start, binPx: BIN };
}

/** Amplitude of one frequency, cycles a px. */
export function amplitudeAt({ values, binPx }: Projection, frequency: number): number {
  const step = 2 * Math.PI * frequency * binPx;
  const c1 = Math.cos(step);
  const s1 = Math.sin(step);
  let c = 1;
  let s = 0;
  let real = 0;
  let imaginary = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    real += value * c;
    imaginary += value * s;
    const next = c * c1 - s * s1;
    s = s * c1 + c * s1;
    c = next;
  }
  return Math.hypot(real, imaginary) / values.length;
}

/** Strongest frequencies of a projection, cycles a px, strongest first. */
export function strongestFrequencies(projection: Projection, shortest: number, longest: number): number[] {
  const length = projection.values.length * projection.binPx;
  const step = 1 / (3 * length);
  const spectrum: number[] = [];
  const first = 1 / longest;
  for (let f = first; f <= 1 / shortest; f += step) spectrum.push(amplitudeAt(projection, f));
  const peaks: { f: number; amplitude: number }[] = [];
  for (let i = 1; i < spectrum.length - 1; i++) {
    const [a, b, c] = [spectrum[i - 1] ?? 0, spectrum[i] ?? 0, spectrum[i + 1] ?? 0];
    if (b < a || b <= c) continue;
    const offset = (0.5 * (a - c)) / (a - 2 * b + c || 1);
    peaks.push({ f: first + (i + offset) * step, amplitude: b });
  }
  return peaks
    .sort((a, b) => b.amplitude - a.amplitude)
    .slice(0, 6)
    .map(({ f }) => f);
}
