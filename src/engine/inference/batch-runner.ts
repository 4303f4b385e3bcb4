import type { Clock } from '../../domain/clock';
import type { LoadedModel, SegmentationRuntime } from '../../domain/runtime';
import type { FieldPipeline, PinnedField } from '../field-pipeline';
import type { SlideMapKeeper } from '../slide-map-keeper';
import type { Timings } from '../timings';
import { type ActiveModel, knownIn } from './active-model';
import { Arrivals } from './arrivals';
import { BatchSize } from './batch-size';
import { codesOf, type FieldPass } from './field-pass';
import { fittedInput } from './own-input';
import type { TileCounts } from './tile-counts';

/** Time for a tile from which a user's model does not run while the stage moves, ms. */
const SLOW_MS = 250;

export interface BatchHost {
  readonly pipeline: Pick<FieldPipeline, 'tracked' | 'values'>;
  readonly runtime: Pick<SegmentationRuntime, 'memory' | 'backend'>;
  readonly map: Pick<SlideMapKeeper, 'written'>;
  /** New cells are in the window. */
  changed(): void;
}

/** The field that a batch is cut from, and where its cells belong. */
export interface BatchField {
  readonly pinned: PinnedField;
  readonly island: number;
  /** False once the field's island was renamed, or source, slide, scale or device are others. */
  named(): boolean;
}

/** Runs the tiles of a pass in one batch, and writes the results: to the window at once, then to the map. */
export class BatchRunner {
  /** Time for a tile of users' models, ms. */
  readonly #tileMs = new WeakMap<ActiveModel, number>();
  readonly #size: BatchSize;
  /** By model: tiles that the overlay brings in. */
  readonly arrivals = new Arrivals();

  constructor(
    private readonly host: BatchHost,
    private readonly tiles: Pick<TileCounts, 'ran'>,
    private readonly timings: Timings,
    private readonly clock: Pick<Clock, 'now'>,
  ) {
    this.#size = new BatchSize(host.runtime.memory);
  }

  /** Work that a batch may hold, in tiles, and tiles that run side by side. */
  roomFor({ manifest, place }: Pick<LoadedModel, 'manifest' | 'place'>): { budget: number; lanes: number } {
    // A user's model may be slow: it takes no more than a tile at a time on each thread.
    if (manifest.network) return { budget: place?.lanes ?? 1, lanes: place?.lanes ?? 1 };
    const { memory, backend } = this.host.runtime;
    return { budget: this.#size.tiles, lanes: memory === 'cpu' ? backend.threads : 1 };
  }

  /** A user's model that would hold up the others is run where the stage rests only. */
  isSlow(entry: ActiveModel): boolean {
    return (this.#tileMs.get(entry) ?? 0) > SLOW_MS;
  }

  async run(pass: FieldPass, { pinned, island, named }: BatchField): Promise<void> {
    const { pipeline, runtime } = this.host;
    const { entry, plan, sharpnessAt } = pass;
    const began = this.clock.now();
    const { manifest, place } = entry.model;
    const memory = manifest.network ? (place?.memory ?? 'cpu') : runtime.memory;
    const cut = await pinned.extract(manifest, plan.tiles, plan.sizePx, memory);
    const input = manifest.network ? await fittedInput(pinned, manifest, cut) : cut;
    const inferring = this.clock.now();
    const output = await entry.model.infer(input);
    // Reading the values back waits for the display and for the browser, whatever the size of the batch.
    const tookMs = this.clock.now() - inferring;
    if (manifest.network) this.#tileMs.set(entry, tookMs / plan.tiles.length);
    else this.#size.took(tookMs);
    try {
      const now = pipeline.tracked();
      // The track was lost meanwhile: these cells belong to a place that no longer has this name.
      if (!named() || (now && now.island !== island)) return;
      const { pages } = entry.cells;
      // Where something is known already, coming in again would flicker.
      const fresh = plan.tiles.filter((tile) => !knownIn(entry, tile, plan.cells));
      this.arrivals.add(entry, fresh, plan.cells);
      const codes = codesOf(pass);
      const batch = entry.cells.write(
        { tiles: plan.tiles, cells: plan.cells, codes },
        output,
        pinned.capturedAt,
      );
      this.host.changed();
      const data = await pipeline.values(output, codes.length * entry.model.manifest.classes.length);
      if (!named()) return;
      // Also when the window shows another map by now: this is where the cells lie.
      pages?.write(batch, data, pinned.capturedAt, sharpnessAt);
      this.host.map.written(island);
      this.tiles.ran(pass);
    } finally {
      if (output.kind === 'gpu') output.dispose();
    }
    this.timings.add(this.clock.now() - began);
  }
}
