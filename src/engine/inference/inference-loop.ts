import { type Clock, wallClock } from '../../domain/clock';
import { type ErrorReport, toErrorReport } from '../../domain/errors';
import { fieldOfView } from '../../domain/geometry';
import type { ModelManifest } from '../../domain/manifest';
import type { SegmentationRuntime } from '../../domain/runtime';
import type { IslandJoin } from '../../domain/tracking';
import { type FieldPipeline, type PinnedField, placementOf } from '../field-pipeline';
import { scaleFits } from '../scale-gate';
import type { SlideMapKeeper } from '../slide-map-keeper';
import type { Timings } from '../timings';
import type { ActiveModel } from './active-model';
import type { Arrivals } from './arrivals';
import { countRegions, type FieldAssessment } from './assessment';
import { type BatchHost, BatchRunner } from './batch-runner';
import { countCells, countPicture, type Examination, hasRoom, NOTHING_EXAMINED } from './examination';
import { planPass } from './field-pass';
import { Pacer, type PassOutcome } from './pacer';
import { distance, RESTING_UM, StageRestWatch } from './stage-rest';
import { TileCounts } from './tile-counts';

const PAUSE_AFTER_FAILURE_MS = 1000;
const NOT_RUN: ErrorReport = {
  code: 'model-failed',
  message: 'The model could not be run on this field.',
  remedy: 'It is tried again; if this stays, choose another backend or restart the engine.',
};

export interface InferenceHost extends BatchHost {
  readonly pipeline: BatchHost['pipeline'] & Pick<FieldPipeline, 'pin'>;
  readonly runtime: Pick<SegmentationRuntime, 'memory' | 'backend'>;
  readonly models: readonly ActiveModel[];
  readonly map: Pick<SlideMapKeeper, 'pages' | 'written' | 'see' | 'wasJoined'>;
  /** Holds the epoch (engine/epoch.ts): false once source, slide, scale or device are others. */
  hold(): () => boolean;
  enabled(modelId: string): boolean;
  /** Makes what is enabled ready to run. Before a field is pinned, as it can take seconds. */
  prepare(): Promise<void>;
  /** What one model may answer for; null: what those that come with the app may. */
  assess(pinned: PinnedField, manifest: ModelManifest | null): FieldAssessment;
  /** Magnification of the objective in use; null: not known. */
  objective(): number | null;
  /** The tissue under the cells has another coordinate system than before. */
  islandChanged(): void;
  failed(error: ErrorReport): void;
}

/**
 * Runs inference beside the display: pins a field, plans its tiles, runs one batch, writes the cells, and begins
 * again, or sleeps until {@link wake}. One inference is in flight, never a queue; the display never waits for it.
 */
export class InferenceLoop {
  #running = false;
  #island: number | null = null;
  #turn = 0;
  readonly #rest: StageRestWatch;
  readonly #batches: BatchRunner;
  readonly #pacer: Pacer;
  readonly tiles = new TileCounts();
  examination: Examination = NOTHING_EXAMINED;

  constructor(
    private readonly host: InferenceHost,
    timings: Timings,
    private readonly clock: Clock = wallClock,
  ) {
    const { memory } = host.runtime;
    this.#rest = new StageRestWatch(clock);
    this.#batches = new BatchRunner(host, this.tiles, timings, clock);
    this.#pacer = new Pacer({ clock, memory, moved: () => this.#moved() });
  }

  /** By model: tiles that the overlay brings in. */
  get arrivals(): Arrivals {
    return this.#batches.arrivals;
  }

  /** Island that the cells belong to; null before the first pass. */
  get island(): number | null {
    return this.#island;
  }

  /** A new frame, or with `urgent` another change that should not wait. */
  wake = (urgent = false): void => this.#pacer.wake(urgent);

  /** No pass is made while the page is hidden. */
  hide = (hidden: boolean): void => this.#pacer.hide(hidden);

  /** Fills the windows again from the map: another island, or the map was cleared, restored or joined. */
  reload(): void {
    const island = this.#island;
    if (island !== null)
      for (const { model, cells } of this.host.models) cells.show(this.host.map.pages(island, model));
    this.wake(true);
  }

  /** Nothing of what was seen is of use any more: another slide or source. */
  forget(): void {
    this.#island = null;
    this.#rest.forget();
    this.tiles.forgetView();
    this.#examined(NOTHING_EXAMINED);
    for (const { cells } of this.host.models) cells.show(null);
    this.wake(true);
  }

  /** Two islands are one, in the map already: cells of the joined one are shown under its new name. */
  joined({ from, into }: IslandJoin): void {
    if (this.#island !== from && this.#island !== into) return;
    this.#island = into;
    this.#rest.forget();
    this.reload();
    this.host.islandChanged();
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#run();
  }

  stop(): void {
    this.#running = false;
    this.#pacer.release();
  }

  async #run(): Promise<void> {
    while (this.#running) {
      let outcome: PassOutcome = 'soon';
      this.#pacer.begin();
      try {
        outcome = await this.#pass();
      } catch (cause) {
        if (!this.#running) return;
        this.host.failed(toErrorReport(cause, NOT_RUN));
        await this.clock.wait(PAUSE_AFTER_FAILURE_MS);
      }
      if (!this.#running) return;
      await this.#pacer.next(outcome);
    }
  }

  /** One pass over the field, with at most one batch. */
  async #pass(): Promise<PassOutcome> {
    const inEpoch = this.host.hold();
    const current = () => this.#running && inEpoch();
    await this.host.prepare();
    if (!current()) return 'soon';
    const pinned = await this.host.pipeline.pin();
    try {
      if (!current()) return 'soon';
      return pinned ? await this.#over(pinned, current) : 'idle';
    } finally {
      pinned?.release();
    }
  }

  async #over(pinned: PinnedField, current: () => boolean): Promise<PassOutcome> {
    const { host } = this;
    const placement = placementOf(pinned.tracked);
    const active = host.models.filter(({ model }) => host.enabled(model.manifest.id));
    // Where only users' models are on, what is said of the field is said of them.
    const speaker = active.every(({ model }) => model.manifest.network)
      ? (active[0]?.model.manifest ?? null)
      : null;
    const assessment = host.assess(pinned, speaker);
    const picture = countRegions(assessment);
    if (!placement || !pinned.tracked) {
      this.#examined({ ...NOTHING_EXAMINED, picture });
      return 'idle';
    }
    const { island } = pinned.tracked;
    if (host.map.wasJoined(island)) return 'idle';
    this.#showIsland(island);
    const stage = this.#rest.observe(placement.centre);
    // Whether the stage moves is not known yet; what was known of the place before does not apply to this one.
    if (!stage) {
      this.#examined({ ...NOTHING_EXAMINED, picture, pending: 1 });
      return 'soon';
    }
    const named = () => current() && !host.map.wasJoined(island);
    await host.map.see(pinned, assessment, stage !== 'moving', named);
    if (!current()) return 'soon';
    if (!named()) return 'idle';

    const objective = host.objective();
    const fits = ({ model }: ActiveModel) => scaleFits(model.manifest, placement.umPerPx, objective);
    const refusing = active.filter((entry) => !fits(entry)).map(({ model }) => model);
    const passes = active.filter(fits).map((entry) => {
      const { manifest } = entry.model;
      const own = manifest.network !== undefined && manifest !== speaker;
      const inHand = {
        pinned,
        placement,
        stage,
        assessment: own ? host.assess(pinned, manifest) : assessment,
      };
      return planPass(entry, inHand, this.#batches.roomFor(entry.model));
    });
    const pending = passes.reduce((sum, { plan }) => sum + plan.pending + plan.tiles.length, 0);
    const field = fieldOfView(pinned.size, placement);
    const [cells, whole] = [countCells(passes, field), countPicture(passes, field)];
    const cramped = passes.filter(({ entry }) => !hasRoom(entry, field)).map(({ entry }) => entry.model);
    const look = { assessment, placement, size: pinned.size, island };
    this.#examined({ picture, cells, whole, look, pending, refusing, cramped });
    this.tiles.seen(passes);

    const later = ({ entry }: { readonly entry: ActiveModel }) =>
      stage === 'moving' && this.#batches.isSlow(entry);
    const waiting = passes.filter((each) => each.plan.tiles.length > 0 && !later(each));
    const pass = waiting[this.#turn++ % Math.max(1, waiting.length)];
    if (!pass)
      return active.length === 0 ? 'unhurried' : pending === 0 && stage === 'settled' ? 'settled' : 'soon';
    await this.#batches.run(pass, { pinned, island, named });
    return 'more';
  }

  #examined(examination: Examination): void {
    this.examination = examination;
    this.tiles.pending = examination.pending;
  }

  #showIsland(island: number): void {
    if (this.#island === island) return;
    const first = this.#island === null;
    this.#island = island;
    this.#rest.forget();
    for (const { model, cells } of this.host.models) cells.show(this.host.map.pages(island, model));
    if (!first) this.host.islandChanged();
  }

  #moved(): boolean {
    const now = this.host.pipeline.tracked();
    const { last } = this.#rest;
    if (!now || !last) return true;
    return now.island !== this.#island || distance(now.centre, last) >= RESTING_UM;
  }
}
