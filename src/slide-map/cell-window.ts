import { CELL_UNKNOWN, CELL_WINDOW } from '../domain/overlay';
import type { CellPoint, TileOutput } from '../domain/tile';
import { type CellCode, type CellRect, LEAVE_AS_IS, TAKE_PROBABILITY, type TileBatch } from './cell-batch';
import type { CellPages } from './cell-pages';

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
 * the stage, for the display. Keeps for each cell what the scheduler must know, and hands the values to a
 * {@link CellStore}. Cells that leave it stay in the {@link CellPages} behind it, from which cells that enter
 * are filled.
 *
 * Invariant: a cell outside the window is unknown; inside, state and store agree.
 */
export class CellWindow<Window> {
  readonly #state = new Float32Array(CELL_WINDOW * CELL_WINDOW).fill(CELL_UNKNOWN);
  /** Capture time of the frame each cell was inferred from, for the overlay's age. */
  readonly #time = new Float64Array(CELL_WINDOW * CELL_WINDOW);
  #origin: CellPoint | null = null;
  #pages: CellPages | null = null;

  constructor(readonly store: CellStore<Window>) {}

  /** The map behind the window: codes are written through, cells that enter are read from it. */
  get pages(): CellPages | null {
    return this.#pages;
  }

  /** Shows another map (another island, a joined or restored one), or the same one, read again. */
  show(pages: CellPages | null): void {
    const origin = this.#origin;
    this.clear();
    this.#pages = pages;
    if (!origin) return;
    this.#origin = origin;
    this.#fill({ ...origin, width: CELL_WINDOW, height: CELL_WINDOW });
  }

  /** Moves the window so that `centre` is well inside it. */
  follow(centre: CellPoint): void {
    const half = CELL_WINDOW / 2;
    const target = { column: Math.round(centre.column) - half, row: Math.round(centre.row) - half };
    const from = this.#origin;
    if (!from) {
      this.#origin = target;
      this.#fill({ ...target, width: CELL_WINDOW, height: CELL_WINDOW });
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

  /** The cells that are kept; null before the first {@link follow}. */
  get extent(): CellRect | null {
    return this.#origin && { ...this.#origin, width: CELL_WINDOW, height: CELL_WINDOW };
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
   * sharp stays. Cells outside the window are left. Codes go to the pages at once; the probabilities, which
   * may be on the GPU, are for the caller to hand to them.
   * @returns the batch with the codes that were in fact written
   */
  write(batch: TileBatch, output: TileOutput | null, capturedAt: number): TileBatch {
    const taken = this.#take(batch, () => capturedAt);
    this.store.write(taken, output);
    this.#pages?.write(taken, null, 0);
    return taken;
  }

  #take(batch: TileBatch, timeOf: (index: number) => number): TileBatch {
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
          this.#time[index] = code === TAKE_PROBABILITY ? timeOf(i) : 0;
        }
      }
    });
    return { tiles, cells, codes };
  }

  /** Brings cells that enter the window in from the pages. */
  #fill(rect: CellRect): void {
    for (const { batch, data, times } of this.#pages?.read(rect) ?? []) {
      const taken = this.#take(batch, (index) => times[index] ?? 0);
      this.store.write(taken, { kind: 'cpu', data, count: 1 });
    }
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

  /** Empties the window; the pages behind it stay. */
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
    this.#fill(rect);
  }
}
