import { cellsPerTile } from '../../domain/manifest';
import type { Plan } from '../../tiling/plan';
import type { ActiveModel } from './active-model';

type Planned = { readonly entry: ActiveModel; readonly plan: Plan };

/** Counts tiles for the diagnostics: each as inferred, or as reused or skipped when it comes into view. */
export class TileCounts {
  inferred = 0;
  reused = 0;
  skipped = 0;
  /** Tiles of the field still to run. */
  pending = 0;
  #inView = new Set<string>();
  /** Tiles inferred in this view: they turn up as known at the next pass without having been reused. */
  readonly #fresh = new Set<string>();

  seen(plans: readonly Planned[]): void {
    const inView = new Set<string>();
    for (const { entry, plan } of plans)
      for (const kind of ['reused', 'skipped'] as const)
        for (const tile of plan[kind]) {
          const key = `${entry.model.manifest.id} ${tile.column},${tile.row}`;
          inView.add(key);
          if (!this.#inView.has(key) && !this.#fresh.delete(key)) this[kind]++;
        }
    this.#inView = inView;
  }

  /** A larger tile counts as the tiles of the grid that it is worth; all that it touches have become known by it. */
  ran({ entry, plan: { tiles, cells } }: Planned): void {
    const { manifest } = entry.model;
    const side = cellsPerTile(manifest);
    this.inferred += Math.max(1, Math.round((tiles.length * cells ** 2) / side ** 2));
    const touched = (from: number) => {
      const first = Math.floor(from / side) * side;
      return Array.from({ length: Math.ceil((from + cells - first) / side) }, (_, i) => first + i * side);
    };
    for (const tile of tiles)
      for (const row of touched(tile.row))
        for (const column of touched(tile.column)) this.#fresh.add(`${manifest.id} ${column},${row}`);
  }

  /** Forgets what is in view: another slide, or a cleared map. */
  forgetView(): void {
    this.#inView.clear();
    this.#fresh.clear();
  }
}
