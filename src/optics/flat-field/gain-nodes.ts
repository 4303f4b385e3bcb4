import { encodeGains, type GainGrid } from '../../domain/flat-field';
import type { Mounting } from '../../domain/frame';
import type { SizePx } from '../../domain/geometry';
import { effectiveCrop, mountingMap } from '../mounting';

/** Gains at nodes over the field as it is shown, after mounting: the outermost lie on its edges. */
export interface FieldNodes {
  readonly columns: number;
  readonly rows: number;
  /** rows * columns * 3 */
  readonly gains: Float32Array;
}

/** The same nodes over the frame as the camera gives it, so that they hold however it is turned. */
export function toFrameGrid(nodes: FieldNodes, frame: SizePx, mounting: Mounting): GainGrid {
  const map = mountingMap(frame, mounting);
  const region = effectiveCrop(frame, mounting.crop);
  const turned = mounting.rotation % 180 !== 0;
  const columns = turned ? nodes.rows : nodes.columns;
  const rows = turned ? nodes.columns : nodes.rows;
  const gains = new Float32Array(nodes.gains.length);
  for (let row = 0; row < nodes.rows; row++)
    for (let column = 0; column < nodes.columns; column++) {
      const fx = (column / (nodes.columns - 1)) * map.size.width;
      const fy = (row / (nodes.rows - 1)) * map.size.height;
      const x = (map.a * fx + map.b * fy + map.tx - region.x) / region.width;
      const y = (map.c * fx + map.d * fy + map.ty - region.y) / region.height;
      const to = Math.round(y * (rows - 1)) * columns + Math.round(x * (columns - 1));
      const from = row * nodes.columns + column;
      gains.set(nodes.gains.subarray(3 * from, 3 * from + 3), 3 * to);
    }
  return { frame, region, columns, rows, gains: encodeGains(gains) };
}
