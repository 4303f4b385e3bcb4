import type { RectUm } from '../domain/geometry';
import type { IslandJoin } from '../domain/tracking';
import { CellPages } from './cell-pages';
import { MOSAIC_UM, MosaicPages } from './mosaic-pages';

/** Which model's cells: the hash of its weights, as results of other weights must not mix. */
export interface CellLayout {
  readonly hash: string;
  readonly cellUm: number;
  readonly classes: number;
}

/** The cells of one model. */
export interface ModelCells {
  readonly layout: CellLayout;
  readonly cells: CellPages;
}

interface Island {
  readonly models: Map<string, ModelCells>;
  readonly mosaic: MosaicPages;
  seenAt: number;
}

/** A 25 x 25 mm slide takes about 79 MB with one model of one class at 16 um a cell. */
export const ATLAS_BUDGET = 384 * 2 ** 20;

/**
 * The slide map: what every model said of every place seen, and how it looked, by island. Memory stays
 * within `budget` bytes: what was cleared goes first, then islands, least recently seen first, then the
 * pages of the current one that were touched longest ago.
 */
export class Atlas {
  #islands = new Map<number, Island>();
  #cleared: Map<number, Island> | null = null;
  #tick = 0;
  /** Counts up with every change of what the map shows. */
  revision = 0;

  constructor(private readonly budget = ATLAS_BUDGET) {}

  /** The cells of a model on an island, made if missing. The island counts as seen now. */
  cells(island: number, layout: CellLayout): CellPages {
    const { models } = this.#open(island);
    let entry = models.get(layout.hash);
    // Cells of another size, or of other classes, cannot be those of these weights, whatever they were stored as.
    if (!entry || !sameLayout(entry.layout, layout)) {
      const { hash, cellUm, classes } = layout;
      entry = { layout: { hash, cellUm, classes }, cells: new CellPages(layout.classes) };
      models.set(layout.hash, entry);
    }
    return entry.cells;
  }

  /** The same without making anything. */
  peekCells(island: number, layout: CellLayout): CellPages | null {
    const entry = this.#islands.get(island)?.models.get(layout.hash);
    return entry && sameLayout(entry.layout, layout) ? entry.cells : null;
  }

  mosaic(island: number): MosaicPages {
    return this.#open(island).mosaic;
  }

  peekMosaic(island: number): MosaicPages | null {
    return this.#islands.get(island)?.mosaic ?? null;
  }

  /** Islands that anything was seen of. */
  islands(): readonly number[] {
    return [...this.#islands].filter(([, island]) => bytesOf(island) > 0).map(([id]) => id);
  }

  /** All that is known, the island seen last first. */
  byLastSeen(): {
    readonly id: number;
    readonly models: readonly ModelCells[];
    readonly mosaic: MosaicPages;
  }[] {
    return [...this.#islands]
      .sort(([, a], [, b]) => b.seenAt - a.seenAt)
      .map(([id, { models, mosaic }]) => ({ id, models: [...models.values()], mosaic }));
  }

  /** Another slide: `other` comes in place of all that is known, and must not be used by itself any more. */
  become(other: Atlas): void {
    this.#islands = other.#islands;
    this.#cleared = null;
    this.#tick = Math.max(this.#tick, other.#tick);
    this.revision++;
  }

  get bytes(): number {
    return bytesOfAll(this.#islands) + (this.#cleared ? bytesOfAll(this.#cleared) : 0);
  }

  /** Smallest rectangle around all that is known of an island, in whole pages; null where nothing is. */
  extent(id: number): RectUm | null {
    const island = this.#islands.get(id);
    if (!island) return null;
    const rects = [{ rect: island.mosaic.extent(), um: MOSAIC_UM }];
    for (const { layout, cells } of island.models.values())
      rects.push({ rect: cells.extent(), um: layout.cellUm });
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { rect, um } of rects) {
      if (!rect) continue;
      left = Math.min(left, rect.column * um);
      top = Math.min(top, rect.row * um);
      right = Math.max(right, (rect.column + rect.width) * um);
      bottom = Math.max(bottom, (rect.row + rect.height) * um);
    }
    return left < right ? { x: left, y: top, width: right - left, height: bottom - top } : null;
  }

  /** Lays island `from` into island `into`, the mosaic to the nearest px. What `into` knows stays as it is. */
  join(join: IslandJoin): void {
    if (this.#cleared) joinIn(this.#cleared, join);
    joinIn(this.#islands, join);
    this.revision++;
  }

  /** Forgets all but keeps it for {@link undoClear}; what was cleared before is gone. */
  clear(): void {
    this.#cleared = this.#islands;
    this.#islands = new Map();
    this.revision++;
  }

  /** Brings back what the last clear took, under what was seen since. False when there is nothing. */
  undoClear(): boolean {
    const cleared = this.#cleared;
    if (!cleared) return false;
    this.#cleared = null;
    for (const [id, old] of cleared) {
      const since = this.#islands.get(id);
      if (since) mergeIsland(since, old, { x: 0, y: 0 });
      else this.#islands.set(id, old);
    }
    this.revision++;
    this.trim();
    return true;
  }

  get canUndoClear(): boolean {
    return this.#cleared !== null;
  }

  /** The undo has run out. */
  forgetCleared(): void {
    this.#cleared = null;
  }

  /** Drops an island: its content was placed wrongly. */
  forget(island: number): void {
    this.#cleared?.delete(island);
    if (this.#islands.delete(island)) this.revision++;
  }

  /** Another slide: nothing of the old one is of use. */
  reset(): void {
    this.#islands = new Map();
    this.#cleared = null;
    this.revision++;
  }

  /** Keeps within the budget. `current` is the island in view, which is never dropped as a whole. */
  trim(current: number | null = null): void {
    if (this.bytes <= this.budget) return;
    this.#cleared = null;
    const byAge = [...this.#islands]
      .filter(([id]) => id !== current)
      .sort(([, a], [, b]) => a.seenAt - b.seenAt);
    for (const [id] of byAge) {
      if (this.bytes <= this.budget) return;
      this.#islands.delete(id);
      this.revision++;
    }
    // A tenth more than needed, so that this does not come back with the next page.
    let excess = this.bytes - 0.9 * this.budget;
    if (this.bytes <= this.budget) return;
    for (const island of this.#islands.values()) {
      const parts = [island.mosaic, ...[...island.models.values()].map(({ cells }) => cells)];
      const all = bytesOf(island);
      for (const part of parts) part.dropOldest((excess * part.bytes) / Math.max(1, all));
      excess = this.bytes - this.budget;
    }
    this.revision++;
  }

  #open(id: number): Island {
    let island = this.#islands.get(id);
    if (!island) {
      island = { models: new Map(), mosaic: new MosaicPages(), seenAt: 0 };
      this.#islands.set(id, island);
    }
    island.seenAt = ++this.#tick;
    return island;
  }
}

function sameLayout(a: CellLayout, b: CellLayout): boolean {
  return a.hash === b.hash && a.cellUm === b.cellUm && a.classes === b.classes;
}

function bytesOf({ models, mosaic }: Island): number {
  let bytes = mosaic.bytes;
  for (const { cells } of models.values()) bytes += cells.bytes;
  return bytes;
}

function bytesOfAll(islands: Map<number, Island>): number {
  let bytes = 0;
  for (const island of islands.values()) bytes += bytesOf(island);
  return bytes;
}

function joinIn(islands: Map<number, Island>, { from, into, offset }: IslandJoin): void {
  const source = islands.get(from);
  if (!source || from === into) return;
  islands.delete(from);
  const target = islands.get(into) ?? { models: new Map(), mosaic: new MosaicPages(), seenAt: source.seenAt };
  islands.set(into, target);
  target.seenAt = Math.max(target.seenAt, source.seenAt);
  mergeIsland(target, source, offset);
}

function mergeIsland(target: Island, source: Island, offset: { x: number; y: number }): void {
  for (const [hash, { layout, cells }] of source.models) {
    let entry = target.models.get(hash);
    if (!entry) {
      entry = { layout, cells: new CellPages(layout.classes) };
      target.models.set(hash, entry);
    }
    entry.cells.merge(cells, { column: offset.x / layout.cellUm, row: offset.y / layout.cellUm });
  }
  target.mosaic.merge(source.mosaic, {
    column: Math.round(offset.x / MOSAIC_UM),
    row: Math.round(offset.y / MOSAIC_UM),
  });
}
