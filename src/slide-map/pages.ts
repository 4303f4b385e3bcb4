/** Side of a page, cells or px. */
export const PAGE_SIDE = 64;

const SPAN = 2 ** 20;

/** Rectangle on an integer grid. */
export interface GridRect {
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

interface Held<Page> {
  readonly page: Page;
  readonly column: number;
  readonly row: number;
  touched: number;
}

/** A page with the grid coordinate of its top left cell. */
export interface PlacedPage<Page> {
  readonly page: Page;
  readonly column: number;
  readonly row: number;
}

/**
 * An unbounded grid in pages of PAGE_SIDE^2, made where something is written. Coordinates are integers of
 * either sign within 2^26. Keeps the order in which pages were last touched, for eviction.
 */
export class Pages<Page> {
  readonly #pages = new Map<number, Held<Page>>();
  #lastKey = Number.NaN;
  #last: Held<Page> | null = null;
  #tick = 0;

  constructor(
    private readonly make: () => Page,
    readonly pageBytes: number,
  ) {}

  get bytes(): number {
    return this.#pages.size * this.pageBytes;
  }

  get count(): number {
    return this.#pages.size;
  }

  /** The page that holds a cell, if there is one. */
  at(column: number, row: number): Page | null {
    return this.#held(column, row)?.page ?? null;
  }

  /** The page that holds a cell, made if missing. */
  open(column: number, row: number): Page {
    let held = this.#held(column, row);
    if (!held) {
      held = {
        page: this.make(),
        column: Math.floor(column / PAGE_SIDE) * PAGE_SIDE,
        row: Math.floor(row / PAGE_SIDE) * PAGE_SIDE,
        touched: 0,
      };
      const key = keyOf(column, row);
      this.#pages.set(key, held);
      this.#lastKey = key;
      this.#last = held;
    }
    held.touched = ++this.#tick;
    return held.page;
  }

  /** Pages that meet a rectangle. Seeing them counts as a touch. */
  *within(rect: GridRect): Generator<PlacedPage<Page>> {
    const start = (at: number) => Math.floor(at / PAGE_SIDE) * PAGE_SIDE;
    for (let row = start(rect.row); row < rect.row + rect.height; row += PAGE_SIDE)
      for (let column = start(rect.column); column < rect.column + rect.width; column += PAGE_SIDE) {
        const held = this.#held(column, row);
        if (!held) continue;
        held.touched = ++this.#tick;
        yield held;
      }
  }

  all(): Iterable<PlacedPage<Page>> {
    return this.#pages.values();
  }

  /** Pages touched last come first. */
  newestFirst(): PlacedPage<Page>[] {
    return [...this.#pages.values()].sort((a, b) => b.touched - a.touched);
  }

  /** Smallest rectangle of whole pages around all; null when empty. */
  extent(): GridRect | null {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { column, row } of this.#pages.values()) {
      left = Math.min(left, column);
      top = Math.min(top, row);
      right = Math.max(right, column + PAGE_SIDE);
      bottom = Math.max(bottom, row + PAGE_SIDE);
    }
    return left < right ? { column: left, row: top, width: right - left, height: bottom - top } : null;
  }

  /** Drops the pages touched longest ago until `bytes` are freed, never the newest one. Returns the bytes freed. */
  dropOldest(bytes: number): number {
    const byAge = [...this.#pages.entries()].sort(([, a], [, b]) => a.touched - b.touched);
    let freed = 0;
    for (const [key] of byAge.slice(0, -1)) {
      if (freed >= bytes) break;
      this.#pages.delete(key);
      freed += this.pageBytes;
    }
    this.#lastKey = Number.NaN;
    this.#last = null;
    return freed;
  }

  #held(column: number, row: number): Held<Page> | null {
    const key = keyOf(column, row);
    if (key !== this.#lastKey) {
      this.#lastKey = key;
      this.#last = this.#pages.get(key) ?? null;
    }
    return this.#last;
  }
}

/** Index of a cell within its page. */
export function pageIndex(column: number, row: number): number {
  return (row & (PAGE_SIDE - 1)) * PAGE_SIDE + (column & (PAGE_SIDE - 1));
}

function keyOf(column: number, row: number): number {
  return (Math.floor(row / PAGE_SIDE) + SPAN) * 2 * SPAN + Math.floor(column / PAGE_SIDE) + SPAN;
}
