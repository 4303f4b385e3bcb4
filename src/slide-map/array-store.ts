import { CELL_UNKNOWN, CELL_WINDOW } from '../domain/overlay';
import type { TileOutput } from '../domain/tile';
import { type CellRect, LEAVE_AS_IS, TAKE_PROBABILITY, type TileBatch } from './cell-batch';
import { type CellStore, windowIndex } from './cell-window';

/** Cell values in plain arrays: drawing without WebGPU, and the golden of the GPU store. */
export class ArrayCellStore implements CellStore<Float32Array> {
  readonly windows: readonly Float32Array[];

  constructor(classes: number) {
    this.windows = Array.from({ length: classes }, () =>
      new Float32Array(CELL_WINDOW * CELL_WINDOW).fill(CELL_UNKNOWN),
    );
  }

  clear(rect: CellRect): void {
    const whole = rect.width >= CELL_WINDOW && rect.height >= CELL_WINDOW;
    for (const window of this.windows)
      if (whole) window.fill(CELL_UNKNOWN);
      else
        for (let row = rect.row; row < rect.row + rect.height; row++)
          for (let column = rect.column; column < rect.column + rect.width; column++)
            window[windowIndex(column, row)] = CELL_UNKNOWN;
  }

  write({ tiles, cells, codes }: TileBatch, output: TileOutput | null): void {
    if (output && output.kind !== 'cpu') throw new Error('this store takes CPU outputs');
    const classes = this.windows.length;
    tiles.forEach((tile, t) => {
      for (let i = 0; i < cells * cells; i++) {
        const at = t * cells * cells + i;
        const code = codes[at] ?? LEAVE_AS_IS;
        if (code > 0) continue;
        const index = windowIndex(tile.column + (i % cells), tile.row + Math.floor(i / cells));
        this.windows.forEach((window, k) => {
          window[index] = code === TAKE_PROBABILITY ? (output?.data[at * classes + k] ?? CELL_UNKNOWN) : code;
        });
      }
    });
  }

  async read(classIndex: number): Promise<Float32Array> {
    return new Float32Array(this.windows[classIndex] ?? []);
  }

  destroy(): void {}
}
