import { CELL_NO_TISSUE, CELL_UNKNOWN } from '../domain/overlay';
import { LEAVE_AS_IS, TAKE_PROBABILITY, type TileBatch } from './cell-batch';
import { type GridRect, PAGE_SIDE, Pages, type PlacedPage, pageIndex } from './pages';

const CELLS = PAGE_SIDE * PAGE_SIDE;

/** One page of cells; the arrays are [cells of a page]. */
export interface CellPage {
  /** Per class: probability 0..1, or the code that all classes share. */
  readonly values: readonly Float32Array[];
  /** Capture time of the frame that the cell came from, ms since the epoch; 0 where not inferred. */
  readonly times: Float64Array;
  /** Sharpness of that frame there, 0 (unknown) to 1. */
  readonly sharpness: Float32Array;
}

/**
 * What one model said of one island: every cell that was ever looked at, in memory. An inferred cell is
 * never overwritten by a code; a cell that turned out to be assessable goes back to unknown.
 */
export class CellPages {
  readonly #pages: Pages<CellPage>;

  constructor(readonly classes: number) {
    this.#pages = new Pages(
      () => ({
        values: Array.from({ length: classes }, () => new Float32Array(CELLS).fill(CELL_UNKNOWN)),
        times: new Float64Array(CELLS),
        sharpness: new Float32Array(CELLS),
      }),
      CELLS * (4 * classes + 12),
    );
  }

  get bytes(): number {
    return this.#pages.bytes;
  }

  /** Cells, whole pages. */
  extent(): GridRect | null {
    return this.#pages.extent();
  }

  /** Probability 0..1 of a class, or a negative code of domain/overlay.ts. */
  value(column: number, row: number, classIndex = 0): number {
    return this.#pages.at(column, row)?.values[classIndex]?.[pageIndex(column, row)] ?? CELL_UNKNOWN;
  }

  /** ms since the epoch; 0 where not inferred. */
  time(column: number, row: number): number {
    return this.#pages.at(column, row)?.times[pageIndex(column, row)] ?? 0;
  }

  /** Focus measure of the look that the cell was inferred from; 0 where not inferred. */
  sharpness(column: number, row: number): number {
    return this.#pages.at(column, row)?.sharpness[pageIndex(column, row)] ?? 0;
  }

  /**
   * Takes a batch in, as CellWindow.write does with the same codes.
   * @param data float32 [tiles, cells, cells, classes]; null writes the codes alone
   */
  write(
    { tiles, cells, codes }: TileBatch,
    data: Float32Array | null,
    capturedAt: number,
    sharpnessAt: (column: number, row: number) => number = () => 0,
  ): void {
    tiles.forEach((tile, t) => {
      for (let i = 0; i < cells * cells; i++) {
        const at = t * cells * cells + i;
        const code = codes[at] ?? LEAVE_AS_IS;
        if (code === LEAVE_AS_IS) continue;
        const column = tile.column + (i % cells);
        const row = tile.row + Math.floor(i / cells);
        if (code < 0) this.#code(column, row, code);
        else if (data && code === TAKE_PROBABILITY) {
          const page = this.#pages.open(column, row);
          const index = pageIndex(column, row);
          page.values.forEach((values, k) => {
            values[index] = data[at * this.classes + k] ?? CELL_UNKNOWN;
          });
          page.times[index] = capturedAt;
          page.sharpness[index] = sharpnessAt(column, row);
        }
      }
    });
  }

  #code(column: number, row: number, code: number): void {
    const index = pageIndex(column, row);
    const existing = this.#pages.at(column, row);
    // Empty pages are not stored.
    if (!existing && code === CELL_UNKNOWN) return;
    const page = existing ?? this.#pages.open(column, row);
    if ((page.values[0]?.[index] ?? CELL_UNKNOWN) >= 0) return;
    for (const values of page.values) values[index] = code;
  }

  /** Everything known within a rectangle as batches of one page each, for a window to be filled from. */
  *read(rect: GridRect): Generator<{ batch: TileBatch; data: Float32Array; times: Float64Array }> {
    for (const { page, column, row } of this.#pages.within(rect)) {
      const codes = new Float32Array(CELLS).fill(LEAVE_AS_IS);
      const data = new Float32Array(CELLS * this.classes);
      let any = false;
      for (let i = 0; i < CELLS; i++) {
        const c = column + (i % PAGE_SIDE);
        const r = row + Math.floor(i / PAGE_SIDE);
        if (c < rect.column || r < rect.row || c >= rect.column + rect.width || r >= rect.row + rect.height)
          continue;
        const first = page.values[0]?.[i] ?? CELL_UNKNOWN;
        if (first === CELL_UNKNOWN) continue;
        any = true;
        codes[i] = first >= 0 ? TAKE_PROBABILITY : first;
        for (let k = 0; k < this.classes; k++)
          data[i * this.classes + k] = page.values[k]?.[i] ?? CELL_UNKNOWN;
      }
      if (any)
        yield { batch: { tiles: [{ column, row }], cells: PAGE_SIDE, codes }, data, times: page.times };
    }
  }

  /** Visits every cell that is not unknown. */
  forEach(visit: (column: number, row: number, value: number) => void, classIndex = 0): void {
    for (const { page, column, row } of this.#pages.all()) {
      const values = page.values[classIndex];
      if (!values) continue;
      for (let i = 0; i < CELLS; i++) {
        const value = values[i] ?? CELL_UNKNOWN;
        if (value !== CELL_UNKNOWN) visit(column + (i % PAGE_SIDE), row + Math.floor(i / PAGE_SIDE), value);
      }
    }
  }

  /**
   * Takes in the cells of another map, moved by `shift` in cells. What comes to lie between its cells is
   * interpolated where the map was inferred all round, and left unknown at its rim; codes are never mixed.
   * What is inferred here already stays.
   */
  merge(other: CellPages, shift: { readonly column: number; readonly row: number }): void {
    const x = stepsOf(shift.column);
    const y = stepsOf(shift.row);
    for (const { page, column, row } of other.#pages.all())
      for (let i = 0; i < CELLS; i++) {
        const c = column + (i % PAGE_SIDE);
        const r = row + Math.floor(i / PAGE_SIDE);
        const first = page.values[0]?.[i] ?? CELL_UNKNOWN;
        if (first === CELL_UNKNOWN) continue;
        const here = this.value(c + x.whole, r + y.whole);
        if (here >= 0 || (first < 0 && here === CELL_NO_TISSUE)) continue;
        const found = other.#between(c, r, x.share, y.share);
        if (!found) continue;
        const target = this.#pages.open(c + x.whole, r + y.whole);
        const index = pageIndex(c + x.whole, r + y.whole);
        target.values.forEach((values, k) => {
          values[index] = found.values[k] ?? CELL_UNKNOWN;
        });
        target.times[index] = found.time;
        target.sharpness[index] = found.sharpness;
      }
  }

  /** Of the point so far right of and below a cell; null where it cannot be told. Time and sharpness: the least. */
  #between(column: number, row: number, right: number, below: number) {
    const codes = new Set<number>();
    const values = new Array<number>(this.classes).fill(0);
    let time = Infinity;
    let sharpness = 1;
    for (const [dx, across] of [[0, 1 - right] as const, [1, right] as const])
      for (const [dy, down] of [[0, 1 - below] as const, [1, below] as const]) {
        const weight = across * down;
        if (weight === 0) continue;
        const first = this.value(column + dx, row + dy);
        codes.add(Math.min(0, first));
        for (let k = 0; k < this.classes; k++)
          values[k] = (values[k] ?? 0) + weight * this.value(column + dx, row + dy, k);
        time = Math.min(time, this.time(column + dx, row + dy));
        sharpness = Math.min(sharpness, this.sharpness(column + dx, row + dy));
      }
    const [code = CELL_UNKNOWN] = codes;
    if (codes.size > 1 || code === CELL_UNKNOWN) return null;
    return { values: code < 0 ? values.fill(code) : values, time, sharpness };
  }

  /** Pages touched last come first. */
  newestFirst(): PlacedPage<CellPage>[] {
    return this.#pages.newestFirst();
  }

  /** The page that holds a cell, made if missing. */
  page(column: number, row: number): CellPage {
    return this.#pages.open(column, row);
  }

  dropOldest(bytes: number): number {
    return this.#pages.dropOldest(bytes);
  }
}

/** Shares of a cell too small to see are none. */
const HARDLY = 1 / 64;

/** A shift in cells as the whole cells to the first one past it, and the share that this oversteps it by. */
function stepsOf(shift: number): { whole: number; share: number } {
  const nearest = Math.round(shift);
  if (Math.abs(shift - nearest) < HARDLY) return { whole: nearest, share: 0 };
  const whole = Math.ceil(shift);
  return { whole, share: whole - shift };
}
