import type { LoadedModel } from '../../domain/runtime';
import type { Tile } from '../../domain/tile';
import type { CellStore, CellWindow } from '../../slide-map/cell-window';

/** One loaded model with its cells. */
export interface ActiveModel {
  readonly model: LoadedModel;
  readonly cells: CellWindow<unknown>;
  readonly store: CellStore<unknown>;
}

/** Whether any cell of a tile of `cells` x `cells` carries an answer already. */
export function knownIn({ cells: window }: ActiveModel, tile: Tile, cells: number): boolean {
  for (let row = tile.row; row < tile.row + cells; row++)
    for (let column = tile.column; column < tile.column + cells; column++)
      if (window.state(column, row) >= 0) return true;
  return false;
}
