import type { CellPoint, Tile } from '../domain/tile';

/** Rectangle in cells. */
export interface CellRect extends CellPoint {
  readonly width: number;
  readonly height: number;
}

/** Per output cell of a batch: what to write. */
export const TAKE_PROBABILITY = 0;
export const LEAVE_AS_IS = 1;
/** Negative codes of domain/overlay.ts are written as they are. */
export type CellCode = number;

export interface TileBatch {
  readonly tiles: readonly Tile[];
  /** Cells a side of each core. */
  readonly cells: number;
  /** tiles.length * cells^2 codes, tile by tile, row by row. */
  readonly codes: Float32Array<ArrayBuffer>;
}
