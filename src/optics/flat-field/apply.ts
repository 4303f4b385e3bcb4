import { decodeGains, type GainGrid, sameGains } from '../../domain/flat-field';
import type { SizePx } from '../../domain/geometry';
import type { MountingMap } from '../mounting';
import { CLIPPED_LEVEL, toCode, toLinear } from './transfer';

/** Steps of the table back; the steepest part of the curve moves by 0.2 levels a step. */
const CODE_STEPS = 1 << 14;
const CODE = Uint8Array.from({ length: CODE_STEPS + 1 }, (_, i) => Math.round(255 * toCode(i / CODE_STEPS)));
/** Linear light of each level in steps of that table; what is clipped stays beyond its end under any gain. */
const LINEAR = Float64Array.from({ length: 256 }, (_, level) =>
  level >= CLIPPED_LEVEL ? 1e9 : CODE_STEPS * toLinear(level / 255),
);
const code = (steps: number) => CODE[steps >= CODE_STEPS ? CODE_STEPS : (steps + 0.5) | 0] ?? 255;

/** Gains hold for frames of the size that they were taken on, and for no others. */
const fitsFrame = (grid: GainGrid, frame: SizePx): boolean =>
  grid.frame.width === frame.width && grid.frame.height === frame.height;

/**
 * Node of the gains at a frame px (x, y): (x * scale x + offset x, y * scale y + offset y), nodes counted from 0.
 * @returns scale x, scale y, offset x, offset y; all 0 without gains that fit frames of this size
 */
export function nodeScale(grid: GainGrid | null, frame: SizePx): readonly [number, number, number, number] {
  if (!grid || !fitsFrame(grid, frame)) return [0, 0, 0, 0];
  const { region, columns, rows } = grid;
  const x = (columns - 1) / region.width;
  const y = (rows - 1) / region.height;
  return [x, y, -region.x * x, -region.y * y];
}

/**
 * Multiplies a field, after mounting, by its gains in linear light, in place. The maths of flat-field.wgsl on
 * the CPU: its golden, and the path without WebGPU.
 */
export class FlatFieldCorrector {
  #grid: GainGrid | null = null;
  #gains = new Float32Array(0);

  /** @param frame size of the frame before mounting; gains of another size leave the field as it is */
  apply(rgba: Uint8ClampedArray, map: MountingMap, frame: SizePx, grid: GainGrid): void {
    if (!fitsFrame(grid, frame)) return;
    if (!this.#grid || !sameGains(grid, this.#grid)) {
      this.#gains = decodeGains(grid);
      this.#grid = grid;
    }
    const gains = this.#gains;
    const [scaleX, scaleY, offsetX, offsetY] = nodeScale(grid, frame);
    const { width, height } = map.size;
    // Field columns run along frame columns, or, where the camera is turned, along frame rows.
    const straight = map.a !== 0;
    const across = { slope: scaleX, nodes: grid.columns, stride: 3 };
    const down = { slope: scaleY, nodes: grid.rows, stride: 3 * grid.columns };
    const [alongX, alongY] = straight ? [across, down] : [down, across];
    const startX = straight ? map.tx * scaleX + offsetX : map.ty * scaleY + offsetY;
    const startY = straight ? map.ty * scaleY + offsetY : map.tx * scaleX + offsetX;
    const atX = axis(width, (straight ? map.a : map.c) * alongX.slope, startX, alongX.nodes);
    const atY = axis(height, (straight ? map.d : map.b) * alongY.slope, startY, alongY.nodes);
    const row = new Float32Array(3 * alongX.nodes);
    for (let y = 0; y < height; y++) {
      const above = (atY.node[y] ?? 0) * alongY.stride;
      const share = atY.part[y] ?? 0;
      for (let i = 0; i < row.length; i++) {
        const from = above + Math.floor(i / 3) * alongX.stride + (i % 3);
        const gain = gains[from] ?? 1;
        row[i] = gain + share * ((gains[from + alongY.stride] ?? 1) - gain);
      }
      for (let x = 0, at = 4 * y * width; x < width; x++, at += 4) {
        const left = 3 * (atX.node[x] ?? 0);
        const part = atX.part[x] ?? 0;
        const rest = 1 - part;
        const red = rest * (row[left] ?? 1) + part * (row[left + 3] ?? 1);
        const green = rest * (row[left + 1] ?? 1) + part * (row[left + 4] ?? 1);
        const blue = rest * (row[left + 2] ?? 1) + part * (row[left + 5] ?? 1);
        rgba[at] = code(red * (LINEAR[rgba[at] ?? 0] ?? 0));
        rgba[at + 1] = code(green * (LINEAR[rgba[at + 1] ?? 0] ?? 0));
        rgba[at + 2] = code(blue * (LINEAR[rgba[at + 2] ?? 0] ?? 0));
      }
    }
  }
}

/** For each px along one side of the field: the node before it, and how far it is to the next, 0..1. */
function axis(length: number, slope: number, start: number, nodes: number) {
  const node = new Int32Array(length);
  const part = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const at = Math.min(nodes - 1, Math.max(0, slope * (i + 0.5) + start));
    node[i] = Math.min(nodes - 2, Math.floor(at));
    part[i] = at - (node[i] ?? 0);
  }
  return { node, part };
}
