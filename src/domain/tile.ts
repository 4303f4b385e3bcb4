import type { Step } from './processing';

/** Cell coordinates are integers in slide space: cell (column, row) covers [c * cellUm, (c + 1) * cellUm). */
export interface CellPoint {
  readonly column: number;
  readonly row: number;
}

/** A tile to infer: the cell at the top left of its core. Its core is cellsPerTile x cellsPerTile cells. */
export interface Tile extends CellPoint {}

/**
 * Input of one batch of tiles: float32 [count, size, size, 3], sRGB 0..1, normalised per the manifest.
 * `size` is the side in px: manifest.tile, or less where the field of view is smaller than a tile
 * (2 * margin plus a multiple of the stride, always).
 */
export type TileInput =
  | { readonly kind: 'gpu'; readonly buffer: GPUBuffer; readonly count: number; readonly size: number }
  | {
      readonly kind: 'cpu';
      readonly data: Float32Array;
      readonly count: number;
      readonly size: number;
      /** Of a user's own model: the steps of its input, worked out on the field that the tiles are of. */
      readonly steps?: readonly Step[] | undefined;
    };

/** Output of one batch: float32 [count, cells, cells, classes], cells = (size - 2 * margin) / stride, 0..1. */
export type TileOutput =
  | { readonly kind: 'gpu'; readonly buffer: GPUBuffer; readonly count: number; dispose(): void }
  | { readonly kind: 'cpu'; readonly data: Float32Array; readonly count: number };
