import { type Clock, wallClock } from '../domain/clock';
import type { FieldPlacement } from '../domain/geometry';
import type { LoadedModel } from '../domain/runtime';
import type { IslandJoin } from '../domain/tracking';
import { Atlas, type CellLayout } from '../slide-map/atlas';
import type { CellPages } from '../slide-map/cell-pages';
import type { PinnedField } from './field-pipeline';
import type { FieldAssessment } from './inference/assessment';
import { cutMosaic } from './mosaic-cut';

/** How long a clear can be undone, ms. */
const UNDO_MS = 30_000;
/** Share of the field's shorter side after which the mosaic takes another look at it. */
const MOSAIC_STEP = 0.06;

interface Look {
  readonly island: number;
  readonly placement: FieldPlacement;
  readonly sharp: number;
}

/** The slide map in the engine: what the inference loop writes to and the page reads. */
export class SlideMapKeeper {
  #atlas: Atlas;
  #look: Look | null = null;
  #undo = new AbortController();

  readonly #clock: Pick<Clock, 'wait'>;
  readonly #trusted: () => boolean;
  /** Islands that go by another name now. */
  readonly #joined = new Set<number>();

  /** @param options.trusted false while um/px is in doubt: nothing is taken into the mosaic */
  constructor(
    options: {
      readonly budget?: number;
      readonly trusted?: () => boolean;
      readonly clock?: Pick<Clock, 'wait'>;
    } = {},
  ) {
    this.#clock = options.clock ?? wallClock;
    this.#atlas = new Atlas(options.budget);
    this.#trusted = options.trusted ?? (() => true);
  }

  /** Fields of a joined island may still be under way: their place has no name any more. */
  wasJoined(island: number): boolean {
    return this.#joined.has(island);
  }

  /** Cells of a model on an island. */
  pages(island: number, model: Pick<LoadedModel, 'hash' | 'manifest'>): CellPages {
    return this.atlas.cells(island, layoutOf(model));
  }

  /** New cells were written. */
  written(island: number): void {
    this.atlas.revision++;
    this.atlas.trim(island);
  }

  /**
   * Adds the field to the mosaic when it shows what the last one did not.
   * @param named false once its island was renamed, or the slide is another
   */
  async see(
    pinned: PinnedField,
    assessment: FieldAssessment,
    resting: boolean,
    named: () => boolean = () => true,
  ): Promise<void> {
    const { tracked, size } = pinned;
    if (!tracked || tracked.confidence <= 0 || !this.#trusted()) return;
    const sharp = assessment.regions.filter(isSharp).length;
    const last = this.#look;
    const placement = { centre: tracked.centre, umPerPx: tracked.umPerPx };
    if (last && last.island === tracked.island && last.placement.umPerPx === tracked.umPerPx) {
      const moved = Math.hypot(
        tracked.centre.x - last.placement.centre.x,
        tracked.centre.y - last.placement.centre.y,
      );
      const step = MOSAIC_STEP * Math.min(size.width, size.height) * tracked.umPerPx;
      const news = moved > step || (resting && moved > 0.1 * step) || sharp > last.sharp;
      if (!news) return;
    }
    const patch = await cutMosaic(pinned, assessment, placement);
    if (!patch || !named() || this.#joined.has(tracked.island)) return;
    this.#look = { island: tracked.island, placement, sharp };
    this.atlas.mosaic(tracked.island).write(patch);
    this.written(tracked.island);
  }

  join(join: IslandJoin): void {
    this.atlas.join(join);
    this.#joined.add(join.from);
    this.#look = null;
  }

  clear(): void {
    this.atlas.clear();
    this.#look = null;
    this.#undo.abort();
    const undo = new AbortController();
    this.#undo = undo;
    void this.#clock.wait(UNDO_MS, undo.signal).then(() => {
      if (!undo.signal.aborted) this.atlas.forgetCleared();
    });
  }

  undoClear(): boolean {
    this.#undo.abort();
    this.#look = null;
    return this.atlas.undoClear();
  }

  get atlas(): Atlas {
    return this.#atlas;
  }

  /** Another slide, of which nothing is known, or what `kept` holds. */
  reset(kept?: Atlas): void {
    this.#undo.abort();
    this.#look = null;
    this.#joined.clear();
    const { revision } = this.#atlas;
    if (kept) this.#atlas = kept;
    else this.#atlas.reset();
    // A picture of the old map must not be taken for one of this.
    this.#atlas.revision += revision + 1;
  }
}

/** How the cells of a model lie in the atlas. */
export const layoutOf = ({ hash, manifest }: Pick<LoadedModel, 'hash' | 'manifest'>): CellLayout => ({
  hash,
  cellUm: manifest.cellUm,
  classes: manifest.classes.length,
});

const isSharp = (region: FieldAssessment['regions'][number]) =>
  region === 'assessed' || region === 'no-tissue';
