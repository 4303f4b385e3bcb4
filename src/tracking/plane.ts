import { type Look, LUMA_RANGE, STAIN_RANGE } from './look';

/** A look, or its middle, on a coarser grid, without its slow parts: what is compared. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly cellUm: number;
  /** height * width * 2 values: luma, stain. */
  readonly values: Float32Array;
}

/** Half side of the square whose mean is taken off, cells. */
const BASELINE_REACH = 6;

/**
 * The middle `share` of a look's width and height at `cellUm` a cell (not finer than the look); its centre is
 * the look's centre.
 */
export function planeOf(look: Look, cellUm: number, share = 1): Plane {
  const cell = Math.max(1, cellUm / look.pxUm);
  const width = Math.max(1, Math.floor((look.width * share) / cell + 1e-6));
  const height = Math.max(1, Math.floor((look.height * share) / cell + 1e-6));
  const across = boxes(look.width, width, cell);
  const down = boxes(look.height, height, cell);
  const [lumaScale, stainScale] = [LUMA_RANGE, STAIN_RANGE].map(([low, high]) => (high - low) / 255);
  const rows = new Float32Array(look.height * width * 2);
  for (let y = 0; y < look.height; y++)
    for (let x = 0; x < width; x++) {
      const box = across[x];
      if (!box) continue;
      let luma = 0;
      let stain = 0;
      for (let i = 0; i < box.weights.length; i++) {
        const at = 2 * (y * look.width + box.from + i);
        const weight = box.weights[i] ?? 0;
        luma += weight * (look.values[at] ?? 0);
        stain += weight * (look.values[at + 1] ?? 0);
      }
      rows[2 * (y * width + x)] = luma * (lumaScale ?? 0);
      rows[2 * (y * width + x) + 1] = stain * (stainScale ?? 0);
    }
  const values = new Float32Array(height * width * 2);
  for (let y = 0; y < height; y++) {
    const box = down[y];
    if (!box) continue;
    for (let i = 0; i < box.weights.length; i++) {
      const from = 2 * (box.from + i) * width;
      const weight = box.weights[i] ?? 0;
      for (let x = 0; x < 2 * width; x++)
        values[2 * y * width + x] = (values[2 * y * width + x] ?? 0) + weight * (rows[from + x] ?? 0);
    }
  }
  return { width, height, cellUm: cell * look.pxUm, values: withoutMeans(values, width, height) };
}

interface Box {
  readonly from: number;
  readonly weights: readonly number[];
}

/** Which px make each cell, and how much each counts; the cells lie in the middle of the line. */
function boxes(length: number, count: number, cell: number): Box[] {
  const start = (length - count * cell) / 2;
  return Array.from({ length: count }, (_, i) => {
    const low = start + i * cell;
    const high = Math.min(length, low + cell);
    const from = Math.max(0, Math.floor(low + 1e-6));
    const to = Math.min(length, Math.ceil(high - 1e-6));
    const weights = [];
    for (let px = from; px < to; px++)
      weights.push((Math.min(high, px + 1) - Math.max(low, px)) / (high - low));
    return { from, weights };
  });
}

/** Takes off the mean of the square around each cell, as much of it as there is. */
function withoutMeans(values: Float32Array, width: number, height: number): Float32Array {
  const stride = 2 * (width + 1);
  const sums = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 2; channel++) {
        const at = (y + 1) * stride + 2 * (x + 1) + channel;
        sums[at] =
          (values[2 * (y * width + x) + channel] ?? 0) +
          (sums[at - 2] ?? 0) +
          (sums[at - stride] ?? 0) -
          (sums[at - stride - 2] ?? 0);
      }
  const out = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - BASELINE_REACH) * stride;
    const bottom = Math.min(height, y + BASELINE_REACH + 1) * stride;
    for (let x = 0; x < width; x++) {
      const left = 2 * Math.max(0, x - BASELINE_REACH);
      const right = 2 * Math.min(width, x + BASELINE_REACH + 1);
      const area = ((bottom - top) / stride) * ((right - left) / 2);
      for (let channel = 0; channel < 2; channel++) {
        const sum =
          (sums[bottom + right + channel] ?? 0) -
          (sums[bottom + left + channel] ?? 0) -
          (sums[top + right + channel] ?? 0) +
          (sums[top + left + channel] ?? 0);
        const at = 2 * (y * width + x) + channel;
        out[at] = (values[at] ?? 0) - sum / area;
      }
    }
  }
  return out;
}
