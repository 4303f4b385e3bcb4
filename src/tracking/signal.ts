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

/** Mean colour of factor x factor px, as logarithms. */
function reduce(field: FieldBytes, { factor, width, height }: SignalSize): Float32Array {
  const raw = new Float32Array(width * height * 2);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let j = 0; j < factor; j++) {
        let at = 4 * ((y * factor + j) * field.width + x * factor);
        for (let i = 0; i < factor; i++, at += 4) {
          red += field.rgba[at] ?? 0;
          green += field.rgba[at + 1] ?? 0;
          blue += field.rgba[at + 2] ?? 0;
        }
      }
      const scale = 1 / (255 * factor * factor);
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

/** Smooths by 3 x 3 (1 2 1) and takes off a quadratic B-spline through the means of cells of 8 x 8 px. */
function withoutBaseline(raw: Float32Array, { width, height }: SignalSize): Float32Array {
  const cell = R.BASELINE_CELL;
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const means = new Float32Array(columns * rows * 2);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (const channel of [0, 1]) {
        let sum = 0;
        let count = 0;
        for (let y = row * cell; y < Math.min(height, (row + 1) * cell); y++)
          for (let x = column * cell; x < Math.min(width, (column + 1) * cell); x++, count++)
            sum += raw[2 * (y * width + x) + channel] ?? 0;
        means[2 * (row * columns + column) + channel] = sum / count;
      }
  const values = new Float32Array(width * height * 2);
  const around = [-1, 0, 1] as const;
  for (let y = 0; y < height; y++) {
    const v = (y + 0.5) / cell - 0.5;
    const row = Math.round(v);
    const down = spline(v - row);
    for (let x = 0; x < width; x++) {
      const u = (x + 0.5) / cell - 0.5;
      const column = Math.round(u);
      const across = spline(u - column);
      let luma = 0;
      let stain = 0;
      for (const j of around)
        for (const i of around) {
          const px = 2 * (clamp(y + j, height) * width + clamp(x + i, width));
          const near = (2 - Math.abs(i)) * (2 - Math.abs(j)) * (1 / 16);
          const at = 2 * (clamp(row + j, rows) * columns + clamp(column + i, columns));
          const far = (down[j + 1] ?? 0) * (across[i + 1] ?? 0);
          luma += near * (raw[px] ?? 0) - far * (means[at] ?? 0);
          stain += near * (raw[px + 1] ?? 0) - far * (means[at + 1] ?? 0);
        }
      const at = 2 * (y * width + x);
      values[at] = luma;
      values[at + 1] = stain;
    }
  }
  return values;
}

function clamp(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value));
}

/** Weights of the quadratic B-spline at -1, 0, 1 for an offset of -0.5..0.5. */
function spline(t: number): readonly [number, number, number] {
  return [0.5 * (0.5 - t) ** 2, 0.75 - t * t, 0.5 * (0.5 + t) ** 2];
}
