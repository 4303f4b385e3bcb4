import type { Tile } from '../domain/tile';

/** What is known of one cell before planning. `open` cells can be inferred and have not been. */
export type CellView = 'open' | 'known' | 'no-tissue' | 'not-assessable';

/** A rectangle of cells: [first, end) in columns and rows. */
export interface CellRange {
  readonly firstColumn: number;
  readonly endColumn: number;
  readonly firstRow: number;
  readonly endRow: number;
}

/** A square of cells: the core of a tile. */
export interface Square extends Tile {
  /** Cells a side. */
  readonly cells: number;
}

/** How many cells of any square of a field are open, and known: one addition each, from tables of sums. */
export class OpenCells {
  readonly #width: number;
  readonly #height: number;
  readonly #isOpen: Uint8Array;
  readonly #isKnown: Uint8Array;
  #open: Uint32Array;
  #known: Uint32Array;

  constructor(
    private readonly range: CellRange,
    view: (column: number, row: number) => CellView,
  ) {
    this.#width = range.endColumn - range.firstColumn;
    this.#height = range.endRow - range.firstRow;
    this.#isOpen = new Uint8Array(this.#width * this.#height);
    this.#isKnown = new Uint8Array(this.#width * this.#height);
    for (let y = 0; y < this.#height; y++)
      for (let x = 0; x < this.#width; x++) {
        const seen = view(range.firstColumn + x, range.firstRow + y);
        if (seen === 'open') this.#isOpen[y * this.#width + x] = 1;
        else if (seen === 'known') this.#isKnown[y * this.#width + x] = 1;
      }
    this.#open = this.#sums(this.#isOpen);
    this.#known = this.#sums(this.#isKnown);
  }

  /** Open cells of a square that lies within the range. */
  open({ column, row, cells }: Square): number {
    return this.#within(this.#open, column, row, cells, cells);
  }

  known({ column, row, cells }: Square): number {
    return this.#within(this.#known, column, row, cells, cells);
  }

  openIn({ firstColumn, endColumn, firstRow, endRow }: CellRange): number {
    return this.#within(this.#open, firstColumn, firstRow, endColumn - firstColumn, endRow - firstRow);
  }

  /** The cells of a square count as known from now on. */
  take({ column, row, cells }: Square): void {
    for (let y = row - this.range.firstRow; y < row - this.range.firstRow + cells; y++) {
      const from = y * this.#width + column - this.range.firstColumn;
      this.#isOpen.fill(0, from, from + cells);
      this.#isKnown.fill(1, from, from + cells);
    }
    this.#open = this.#sums(this.#isOpen);
    this.#known = this.#sums(this.#isKnown);
  }

  /** Smallest rectangle around all open cells; null where there are none. */
  bounds(): CellRange | null {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = this.#isOpen.indexOf(1); at >= 0; at = this.#isOpen.indexOf(1, at + 1)) {
      const x = at % this.#width;
      const y = (at - x) / this.#width;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    if (right < left) return null;
    const { firstColumn, firstRow } = this.range;
    return {
      firstColumn: firstColumn + left,
      endColumn: firstColumn + right + 1,
      firstRow: firstRow + top,
      endRow: firstRow + bottom + 1,
    };
  }

  #sums(cells: Uint8Array): Uint32Array {
    const side = this.#width + 1;
    const sums = new Uint32Array(side * (this.#height + 1));
    for (let y = 0; y < this.#height; y++) {
      let row = 0;
      for (let x = 0; x < this.#width; x++) {
        row += cells[y * this.#width + x] ?? 0;
        sums[(y + 1) * side + x + 1] = (sums[y * side + x + 1] ?? 0) + row;
      }
    }
    return sums;
  }

  #within(sums: Uint32Array, column: number, row: number, width: number, height: number): number {
    const side = this.#width + 1;
    const at = (row - this.range.firstRow) * side + column - this.range.firstColumn;
    const below = at + height * side;
    return (sums[below + width] ?? 0) - (sums[at + width] ?? 0) - (sums[below] ?? 0) + (sums[at] ?? 0);
  }
}
