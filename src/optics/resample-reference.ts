import type { SizePx } from '../domain/geometry';
import type { TileCut } from './tile-cut';

/** A field in plain memory: RGBA bytes, row by row. */
export interface FieldBytes extends SizePx {
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/**
 * The maths of resample.wgsl on the CPU: the mean over each px's footprint, by exact area. Golden for the
 * shader, and the path without WebGPU.
 * @returns float32 [corners.length, sizePx, sizePx, 3], NHWC
 */
export function resampleTiles(field: FieldBytes, cut: TileCut): Float32Array<ArrayBuffer> {
  const { sizePx, scale, mean, std } = cut;
  const tiles = new Float32Array(cut.corners.length * sizePx * sizePx * 3);
  cut.corners.forEach((corner, n) => {
    const columns = footprints(corner.x, scale, sizePx, field.width);
    const rows = footprints(corner.y, scale, sizePx, field.height);
    let at = n * sizePx * sizePx * 3;
    for (const row of rows)
      for (const column of columns) {
        let red = 0;
        let green = 0;
        let blue = 0;
        for (const [y, wy] of row)
          for (const [x, wx] of column) {
            const px = 4 * (y * field.width + x);
            const weight = wy * wx;
            red += weight * (field.rgba[px] ?? 0);
            green += weight * (field.rgba[px + 1] ?? 0);
            blue += weight * (field.rgba[px + 2] ?? 0);
          }
        tiles[at++] = (red / 255 - mean[0]) / std[0];
        tiles[at++] = (green / 255 - mean[1]) / std[1];
        tiles[at++] = (blue / 255 - mean[2]) / std[2];
      }
  });
  return tiles;
}

/** Per model px along one axis: the field px it covers, with weights that add up to 1. */
function footprints(corner: number, scale: number, size: number, limit: number): [number, number][][] {
  const box = Math.max(scale, 1);
  return Array.from({ length: size }, (_, i) => {
    const low = corner + (i + 0.5) * scale - box / 2;
    const high = low + box;
    const weights: [number, number][] = [];
    for (let px = Math.floor(low); px < high; px++) {
      const weight = (Math.min(high, px + 1) - Math.max(low, px)) / box;
      if (weight > 0) weights.push([Math.min(limit - 1, Math.max(0, px)), weight]);
    }
    return weights;
  });
}
