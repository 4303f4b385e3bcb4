import { REGISTRATION as R, type SignalSize, signalSize } from './registration-model';

/** A field in plain memory: RGBA bytes, row by row. */
export interface FieldBytes {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/**
 * What is registered: two signals a px, log luma and log stain ratio (red and blue against green), without
 * their slow parts. Exposure and shading drop out of both; grey dust shows in the first only.
 */
export interface Signal extends SignalSize {
  /** height * width * 2 values. */
  readonly values: Float32Array;
}

/** The maths of signal.wgsl on the CPU. */
export function signalOf(field: FieldBytes): Signal {
  const { raw, size } = rawSignalOf(field);
  return signalOfRaw(raw, size);
}

/** The two signals with their slow parts: height * width * 2 logarithms. */
export function rawSignalOf(field: FieldBytes): { readonly raw: Float32Array; readonly size: SignalSize } {
  const size = signalSize(field);
  return { raw: reduce(field, size), size };
}

export function signalOfRaw(raw: Float32Array, size: SignalSize): Signal {
  return { ...size, values: withoutBaseline(raw, size) };
}

/** Mean colour of factor x factor px, as logarithms. From 4 x 4 px on, every other px (as on a chessboard). */
function reduce(field: FieldBytes, { factor, width, height }: SignalSize): Float32Array {
  const { rgba } = field;
  const raw = new Float32Array(width * height * 2);
  const sums = new Float32Array(width * 3);
  const step = factor >= 4 ? 2 : 1;
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    let count = 0;
    for (let j = 0; j < factor; j++) {
      const first = step === 2 ? j & 1 : 0;
      const row = 4 * (y * factor + j) * field.width;
      count += Math.ceil((factor - first) / step);
      for (let x = 0; x < width; x++) {
        let red = 0;
        let green = 0;
        let blue = 0;
        const end = row + 4 * (x + 1) * factor;
        for (let at = row + 4 * (x * factor + first); at < end; at += 4 * step) {
          red += rgba[at] ?? 0;
          green += rgba[at + 1] ?? 0;
          blue += rgba[at + 2] ?? 0;
        }
        sums[3 * x] = (sums[3 * x] ?? 0) + red;
        sums[3 * x + 1] = (sums[3 * x + 1] ?? 0) + green;
        sums[3 * x + 2] = (sums[3 * x + 2] ?? 0) + blue;
      }
    }
    const scale = 1 / (255 * count);
    for (let x = 0; x < width; x++) {
      const red = (sums[3 * x] ?? 0) * scale;
      const green = (sums[3 * x + 1] ?? 0) * scale;
      const blue = (sums[3 * x + 2] ?? 0) * scale;
      const at = 2 * (y * width + x);
      raw[at] = logarithm(0.25 * red + 0.5 * green + 0.25 * blue);
      raw[at + 1] = logarithm(0.5 * (red + blue)) - logarithm(green);
    }
  }
  return raw;
}

function logarithm(value: number): number {
  return Math.log(Math.max(R.DARKEST, value));
}

/** Smooths by a cross (1 in 8 from each neighbour) and takes off the interpolated, smoothed means of cells. */
function withoutBaseline(raw: Float32Array, size: SignalSize): Float32Array {
  const { width, height } = size;
  const cell = R.BASELINE_CELL;
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const means = smoothed(cellMeans(raw, size, columns, rows), columns, rows);
  const values = new Float32Array(width * height * 2);
  const baseline = new Float32Array(columns * 2);
  for (let y = 0; y < height; y++) {
    // The baseline of this row, at the cells' centres.
    const v = Math.min(rows - 1, Math.max(0, (y + 0.5) / cell - 0.5));
    const top = Math.floor(v) * columns * 2;
    const bottom = Math.min(rows - 1, Math.floor(v) + 1) * columns * 2;
    for (let i = 0; i < baseline.length; i++) {
      const above = means[top + i] ?? 0;
      baseline[i] = above + (v - Math.floor(v)) * ((means[bottom + i] ?? 0) - above);
    }
    const up = y === 0 ? 0 : -2 * width;
    const down = y === height - 1 ? 0 : 2 * width;
    let at = 2 * y * width;
    for (let x = 0; x < width; x++) {
      const u = Math.min(columns - 1, Math.max(0, (x + 0.5) / cell - 0.5));
      const left = Math.floor(u);
      const from = 2 * left;
      const to = 2 * Math.min(columns - 1, left + 1);
      const before = x === 0 ? 0 : -2;
      const after = x === width - 1 ? 0 : 2;
      for (let channel = 0; channel < 2; channel++, at++) {
        const cross =
          (raw[at + before] ?? 0) + (raw[at + after] ?? 0) + (raw[at + up] ?? 0) + (raw[at + down] ?? 0);
        const near = baseline[from + channel] ?? 0;
        const far = near + (u - left) * ((baseline[to + channel] ?? 0) - near);
        values[at] = 0.5 * (raw[at] ?? 0) + 0.125 * cross - far;
      }
    }
  }
  return values;
}

function cellMeans(
  raw: Float32Array,
  { width, height }: SignalSize,
  columns: number,
  rows: number,
): Float32Array {
  const cell = R.BASELINE_CELL;
  const means = new Float32Array(columns * rows * 2);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let luma = 0;
      let stain = 0;
      let count = 0;
      for (let y = row * cell; y < Math.min(height, (row + 1) * cell); y++)
        for (let x = column * cell; x < Math.min(width, (column + 1) * cell); x++, count++) {
          luma += raw[2 * (y * width + x)] ?? 0;
          stain += raw[2 * (y * width + x) + 1] ?? 0;
        }
      means.set([luma / count, stain / count], 2 * (row * columns + column));
    }
  return means;
}

/** Mean of 3 x 3 cells (1 2 1). */
function smoothed(means: Float32Array, columns: number, rows: number): Float32Array {
  const out = new Float32Array(means.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let j = -1; j <= 1; j++)
        for (let i = -1; i <= 1; i++) {
          const from = 2 * (clamp(row + j, rows) * columns + clamp(column + i, columns));
          const weight = (2 - Math.abs(i)) * (2 - Math.abs(j)) * (1 / 16);
          const at = 2 * (row * columns + column);
          out[at] = (out[at] ?? 0) + weight * (means[from] ?? 0);
          out[at + 1] = (out[at + 1] ?? 0) + weight * (means[from + 1] ?? 0);
        }
  return out;
}

function clamp(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value));
}
