import { CELL_UNKNOWN, CELL_WINDOW } from '../domain/overlay';
import type { CellPoint, Tile, TileOutput } from '../domain/tile';

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

/** Where the values of one model live: GPU buffers, or plain arrays without WebGPU. One window a class. */
export interface CellStore<Window> {
  readonly windows: readonly Window[];
  clear(rect: CellRect): void;
  /** Writes one batch; `output` null writes the codes alone. */
  write(batch: TileBatch, output: TileOutput | null): void;
  /** Copy of one class's window, CELL_WINDOW^2 values. */
  read(classIndex: number): Promise<Float32Array>;
  destroy(): void;
}

/** Index of a cell in the toroidal window. */
export function windowIndex(column: number, row: number, side = CELL_WINDOW): number {
  const x = ((column % side) + side) % side;
  const y = ((row % side) + side) % side;
  return y * side + x;
}

/**
 * The cells of one model around the stage: a window of CELL_WINDOW^2 cells of slide space that moves with
 * the stage. Cells that leave it are forgotten. Keeps for each cell what the scheduler must know, and hands
 * the values to a {@link CellStore}.
 *
 * Invariant: a cell outside the window is unknown; inside, state and store agree.
 */
export class CellWindow<Window> {
  readonly #state = new Float32Array(CELL_WINDOW * CELL_WINDOW).fill(CELL_UNKNOWN);
  /** Capture time of the frame each cell was inferred from, for the overlay's age. */
  readonly #time = new Float64Array(CELL_WINDOW * CELL_WINDOW);
  #origin: CellPoint | null = null;

  constructor(readonly store: CellStore<Window>) {}

  /** Moves the window so that `centre` is well inside it. */
  follow(centre: CellPoint): void {
    const half = CELL_WINDOW / 2;
    const target = { column: Math.round(centre.column) - half, row: Math.round(centre.row) - half };
    const from = this.#origin;
    if (!from) {
      this.#origin = target;
      return;
    }
    const dx = target.column - from.column;
    const dy = target.row - from.row;
    // Moving in steps keeps the clearing rare and the field far from the window's edge.
    const step = CELL_WINDOW / 8;
    if (Math.abs(dx) < step && Math.abs(dy) < step) return;
    this.#origin = target;
    if (Math.abs(dx) >= CELL_WINDOW || Math.abs(dy) >= CELL_WINDOW) {
      this.#forget({ ...target, width: CELL_WINDOW, height: CELL_WINDOW });
      return;
    }
    if (dx !== 0)
      this.#forget({
        column: dx > 0 ? from.column + CELL_WINDOW : target.column,
        row: target.row,
        width: Math.abs(dx),
        height: CELL_WINDOW,
      });
    if (dy !== 0)
      this.#forget({
        column: target.column,
        row: dy > 0 ? from.row + CELL_WINDOW : target.row,
        width: CELL_WINDOW,
        height: Math.abs(dy),
      });
  }

  contains(column: number, row: number): boolean {
    const origin = this.#origin;
    return (
      origin !== null &&
      column >= origin.column &&
      row >= origin.row &&
      column < origin.column + CELL_WINDOW &&
      row < origin.row + CELL_WINDOW
    );
  }

  /** Probability-bearing (0) or one of the negative codes. */
  state(column: number, row: number): number {
    if (!this.contains(column, row)) return CELL_UNKNOWN;
    return this.#state[windowIndex(column, row)] ?? CELL_UNKNOWN;
  }

  /** Capture time, ms since the epoch, of the frame that the cell came from; 0 where not inferred. */
  time(column: number, row: number): number {
    return this.state(column, row) >= 0 ? (this.#time[windowIndex(column, row)] ?? 0) : 0;
  }

  /**
   * Takes a batch in. Inferred cells are never overwritten by "not assessed" or "no tissue": what was seen
   * sharp stays. Cells outside the window are left.
   */
  write(batch: TileBatch, output: TileOutput | null, capturedAt: number): void {
    const { tiles, cells } = batch;
    const codes = new Float32Array(batch.codes);
    tiles.forEach((tile, t) => {
      for (let i = 0; i < cells * cells; i++) {
        const at = t * cells * cells + i;
        const column = tile.column + (i % cells);
        const row = tile.row + Math.floor(i / cells);
        const code = codes[at] ?? LEAVE_AS_IS;
        if (!this.contains(column, row) || (code < 0 && this.state(column, row) >= 0))
          codes[at] = LEAVE_AS_IS;
        else if (code !== LEAVE_AS_IS) {
          const index = windowIndex(column, row);
          this.#state[index] = code;
          this.#time[index] = code === TAKE_PROBABILITY ? capturedAt : 0;
        }
      }
    });
    this.store.write({ tiles, cells, codes }, output);
  }

  /** Writes states without an inference (no tissue, not assessed) over a rectangle of cells. */
  mark(rect: CellRect, codeOf: (column: number, row: number) => CellCode): void {
    const cells = Math.max(rect.width, rect.height);
    if (cells < 1) return;
    const codes = new Float32Array(cells * cells).fill(LEAVE_AS_IS);
    let changed = false;
    for (let y = 0; y < rect.height; y++)
      for (let x = 0; x < rect.width; x++) {
        const code = codeOf(rect.column + x, rect.row + y);
        const now = this.state(rect.column + x, rect.row + y);
        if (code === LEAVE_AS_IS || code === now) continue;
        if (code === TAKE_PROBABILITY) throw new Error('mark() writes states only');
        codes[y * cells + x] = code;
        changed = true;
      }
    if (changed) this.write({ tiles: [{ column: rect.column, row: rect.row }], cells, codes }, null, 0);
  }

  /** Forgets everything: a new island, or the user's "clear". */
  clear(): void {
    this.#origin = null;
    this.#state.fill(CELL_UNKNOWN);
    this.#time.fill(0);
    this.store.clear({ column: 0, row: 0, width: CELL_WINDOW, height: CELL_WINDOW });
  }

  #forget(rect: CellRect): void {
    for (let row = rect.row; row < rect.row + rect.height; row++)
      for (let column = rect.column; column < rect.column + rect.width; column++) {
        const index = windowIndex(column, row);
        this.#state[index] = CELL_UNKNOWN;
        this.#time[index] = 0;
      }
    this.store.clear(rect);
  }
}
