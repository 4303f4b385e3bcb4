import { type Arrival, MAX_ARRIVALS } from '../../domain/overlay';
import type { Tile } from '../../domain/tile';

/** Time that a tile takes to come in, ms. */
export const ARRIVAL_MS = 200;

interface Entry {
  readonly key: unknown;
  readonly column: number;
  readonly row: number;
  readonly cells: number;
  readonly at: number;
}

/** Tiles that have just become known, for the overlay to bring them in gradually. */
export class Arrivals {
  #entries: Entry[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Tiles of which nothing was known before; others would flicker and are left out by the caller. */
  add(key: unknown, tiles: readonly Tile[], cells: number): void {
    const at = this.now();
    this.#entries = [
      ...this.#entries.filter((entry) => entry.at > at - ARRIVAL_MS),
      ...tiles.map(({ column, row }) => ({ key, column, row, cells, at })),
    ].slice(-MAX_ARRIVALS);
  }

  /** Those of one model that are still coming in. */
  of(key: unknown): readonly Arrival[] {
    const now = this.now();
    return this.#entries.flatMap((entry) => {
      const share = (now - entry.at) / ARRIVAL_MS;
      if (entry.key !== key || share >= 1) return [];
      const { column, row, cells } = entry;
      return [{ column, row, cells, share: Math.max(0, share) }];
    });
  }
}
