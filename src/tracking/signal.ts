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
  const size = signalSize(field);
  const raw = reduce(field, size);
  return { ...size, values: withoutBaseline(raw, size) };
}

/** Mean colour of factor x factor px, as logarithms. From 4 x 4 px on, every other px (as on a chessboard). */
function reduce(field: FieldBytes, { factor, width, height }: SignalSize): Float32Array {
  const raw = new Float32Array(width * height * 2);
  const step = factor >= 4 ? 2 : 1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let count = 0;
      for (let j = 0; j < factor; j++)
        for (let i = step === 2 ? j & 1 : 0; i < factor; i += step, count++) {
          const at = 4 * ((y * factor + j) * field.width + x * factor + i);
          red += field.rgba[at] ?? 0;
          green += field.rgba[at + 1] ?? 0;
          blue += field.rgba[at + 2] ?? 0;
        }
      const scale = 1 / (255 * count);
      const at = 2 * (y * width + x);
      raw[at] = logarithm((0.25 * red + 0.5 * green + 0.25 * blue) * scale);
      raw[at + 1] = logarithm(0.5 * (red + blue) * scale) - logarithm(green * scale);
    }
  return raw;
}

/** Below 8/255 there is only noise. */
function logarithm(value: number): number {
  return Math.log(Math.max(8 / 255, value));
}

/** Smooths by a cross (1 in 8 from each neighbour) and takes off the interpolated, smoothed means of cells. */
function withoutBaseline(raw: Float32Array, size: SignalSize): Float32Array {
  const { width, height } = size;
  const cell = R.BASELINE_CELL;
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const means = smoothed(cellMeans(raw, size, columns, rows), columns, rows);
  const values = new Float32Array(width * height * 2);
  for (let y = 0; y < height; y++) {
    const v = Math.min(rows - 1, Math.max(0, (y + 0.5) / cell - 0.5));
    const top = Math.floor(v) * columns;
    const bottom = Math.min(rows - 1, Math.floor(v) + 1) * columns;
    const up = Math.max(0, y - 1) * width;
    const down = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const u = Math.min(columns - 1, Math.max(0, (x + 0.5) / cell - 0.5));
      const left = Math.floor(u);
      const right = Math.min(columns - 1, left + 1);
      for (let channel = 0; channel < 2; channel++) {
        const near = (px: number) => raw[2 * px + channel] ?? 0;
        const far = (at: number) => means[2 * at + channel] ?? 0;
        const cross =
          near(y * width + Math.max(0, x - 1)) +
          near(y * width + Math.min(width - 1, x + 1)) +
          near(up + x) +
          near(down + x);
        const above = far(top + left) + (u - left) * (far(top + right) - far(top + left));
        const below = far(bottom + left) + (u - left) * (far(bottom + right) - far(bottom + left));
        values[2 * (y * width + x) + channel] =
          0.5 * near(y * width + x) + 0.125 * cross - (above + (v - Math.floor(v)) * (below - above));
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
