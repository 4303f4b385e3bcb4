import { type ErrorReport, toErrorReport } from '../domain/errors';
import { fieldOfView } from '../domain/geometry';
import { cellsPerTile } from '../domain/manifest';
import { CELL_UNKNOWN } from '../domain/overlay';
import type { LoadedModel, SegmentationRuntime } from '../domain/runtime';
import type { Tile } from '../domain/tile';
import type { IslandJoin } from '../domain/tracking';
import { SHARP_UM } from '../optics/assess';
import { LEAVE_AS_IS, TAKE_PROBABILITY } from '../slide-map/cell-batch';
import type { CellStore, CellWindow } from '../slide-map/cell-window';
import { type CellView, inferableCells, type Plan, planTiles, type StageRest } from '../tiling/plan';
import { Arrivals } from './arrivals';
import { assessCell, cellCode, cellSharpness, dominantAssessment, type FieldAssessment } from './assessment';
import { type FieldPipeline, type PinnedField, placementOf } from './field-pipeline';
import { scaleFits } from './scale-gate';
import type { SlideMapKeeper } from './slide-map-keeper';
import type { Timings } from './timings';

/** One loaded model with its cells. */
export interface ActiveModel {
  readonly model: LoadedModel;
  readonly cells: CellWindow<unknown>;
  readonly store: CellStore<unknown>;
}

/** What the loop last saw and did; the status line and the diagnostics read it. */
export interface Examination {
  readonly dominant: ReturnType<typeof dominantAssessment> | null;
  /** Tiles of this field still to run, of all enabled models. */
  readonly pending: number;
  /** Share of the assessable cells of the field that are inferred, 0..1. */
  readonly examined: number;
  /** Enabled models that refuse the scale. */
  readonly refusing: readonly LoadedModel[];
}

export interface InferenceHost {
  readonly pipeline: Pick<FieldPipeline, 'pin' | 'tracked' | 'values'>;
  readonly runtime: Pick<SegmentationRuntime, 'memory' | 'backend'>;
  readonly models: readonly ActiveModel[];
  readonly map: Pick<SlideMapKeeper, 'pages' | 'written' | 'see' | 'wasJoined'>;
  enabled(modelId: string): boolean;
  assess(pinned: PinnedField): FieldAssessment;
  /** Magnification of the objective in use; null, or no such function: not known. */
  objective?(): number | null;
  /** New cells are in the map. */
  changed(): void;
  /** The tissue under the cells has another coordinate system than before. */
  islandChanged(): void;
  failed(error: ErrorReport): void;
}

/** Sharpness (see cellSharpness) that a look must gain for known tissue to be inferred again, at rest. */
const SHARPER = 0.1;
/** What was as sharp as this is not inferred again: beyond it, blur tells tissues apart rather than looks. */
const SHARP_ENOUGH = 1 / (1 + SHARP_UM);

/** Time, ms. Closed-loop runs step it frame by frame, so that their figures do not depend on the machine. */
export interface Clock {
  now(): number;
  wait(ms: number): Promise<void>;
}

const WALL_CLOCK: Clock = {
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** The stage rests when it moved less than this, um, between two looks. */
const RESTING_UM = 2;
/** The stage has settled after so long a rest, ms. */
const SETTLED_MS = 3000;
/** Least work of a batch on the CPU, in tiles: a field in view is then run in few large tiles. */
const CPU_BATCH = 5;
/** Pause between looks when there is nothing to do, ms: a look is cheap on the GPU, and new tissue must not wait. */
const IDLE_MS = { gpu: 30, cpu: 120 } as const;

/** One model over the field in hand. */
interface Look {
  readonly entry: ActiveModel;
  readonly plan: Plan;
  readonly assess: (column: number, row: number) => ReturnType<typeof assessCell>;
  readonly sharpnessAt: (column: number, row: number) => number;
}

/**
 * Runs inference beside the display: holds a field, plans its tiles, runs one batch, writes the cells, and
 * looks again. One inference is in flight, never a queue; the display never waits for it.
 */
export class InferenceLoop {
  #running = false;
  #island: number | null = null;
  #last: { x: number; y: number } | null = null;
  /** Since when the stage has rested, ms. */
  #restingSince: number | null = null;
  #turn = 0;
  #batch: number;
  /** By model: tiles that the overlay brings in. */
  readonly arrivals = new Arrivals();
  readonly tiles = { inferred: 0, reused: 0, skipped: 0, pending: 0 };
  examination: Examination = { dominant: null, pending: 0, examined: 0, refusing: [] };

  constructor(
    private readonly host: InferenceHost,
    private readonly timings: Timings,
    private readonly clock: Clock = WALL_CLOCK,
  ) {
    this.#batch = CPU_BATCH;
  }

  /** Island that the cells belong to; null before the first look. */
  get island(): number | null {
    return this.#island;
  }

  /** Fills the windows anew from the map: another island, or the map was cleared, restored or joined. */
  reload(): void {
    const island = this.#island;
    if (island === null) return;
    for (const { model, cells } of this.host.models) cells.show(this.host.map.pages(island, model));
  }

  /** Two islands are one, in the map already: cells of the joined one are shown under its new name. */
  joined({ from, into }: IslandJoin): void {
    if (this.#island !== from && this.#island !== into) return;
    this.#island = into;
    this.#last = null;
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
  }

  async #run(): Promise<void> {
    while (this.#running) {
      let busy = false;
      try {
        busy = await this.#look();
      } catch (cause) {
        if (!this.#running) return;
        this.host.failed(
          toErrorReport(cause, {
            code: 'model-failed',
            message: 'The model could not be run on this field.',
            remedy: 'It is tried again; if this stays, choose another backend or restart the engine.',
          }),
        );
        await this.clock.wait(1000);
      }
      if (!busy) await this.clock.wait(IDLE_MS[this.host.runtime.memory]);
    }
  }

  /** One look at the field; true when it ran a batch, so that the next look follows at once. */
  async #look(): Promise<boolean> {
    const pinned = await this.host.pipeline.pin();
    try {
      return pinned !== null && this.#running && (await this.#examine(pinned));
    } finally {
      pinned?.release();
    }
  }

  async #examine(pinned: PinnedField): Promise<boolean> {
    const placement = placementOf(pinned.tracked);
    const assessment = this.host.assess(pinned);
    const dominant = dominantAssessment(assessment);
    if (!placement || !pinned.tracked) {
      this.examination = { dominant, pending: 0, examined: 0, refusing: [] };
      this.tiles.pending = 0;
      return false;
    }
    const { island } = pinned.tracked;
    if (this.host.map.wasJoined(island)) return false;
    if (this.#island !== island) {
      const first = this.#island === null;
      this.#island = island;
      this.#last = null;
      this.reload();
      if (!first) this.host.islandChanged();
    }
    const stage = this.#rest(placement.centre);
    // Whether the stage moves is not known yet; what was known of the place before says nothing of this one.
    if (!stage) {
      this.examination = { dominant, pending: 1, examined: 0, refusing: [] };
      this.tiles.pending = 1;
      return false;
    }
    const resting = stage !== 'moving';
    await this.host.map.see(pinned, assessment, resting);
    if (this.host.map.wasJoined(island)) return false;

    const active = this.host.models.filter(({ model }) => this.host.enabled(model.manifest.id));
    const objective = this.host.objective?.() ?? null;
    const fitting = active.filter(({ model }) => scaleFits(model.manifest, placement.umPerPx, objective));
    const refusing = active.filter((entry) => !fitting.includes(entry)).map(({ model }) => model);
    const field = fieldOfView(pinned.size, placement);

    const lanes = this.host.runtime.memory === 'cpu' ? this.host.runtime.backend.threads : 1;

    const looks = fitting.map((entry) => {
      const { manifest } = entry.model;
      entry.cells.follow({
        column: placement.centre.x / manifest.cellUm,
        row: placement.centre.y / manifest.cellUm,
      });
      const sharpnessAt = (column: number, row: number) =>
        cellSharpness(pinned, placement, manifest.cellUm, column, row);
      const assess = (column: number, row: number) =>
        assessCell(assessment, pinned.size, placement, manifest.cellUm, column, row);
      const sharper = (column: number, row: number) => {
        const before = entry.cells.pages?.sharpness(column, row) ?? 0;
        return before > 0 && before < SHARP_ENOUGH && sharpnessAt(column, row) > before + SHARPER;
      };
      const view = (column: number, row: number): CellView => {
        const known = entry.cells.state(column, row) >= 0;
        if (known && !(resting && sharper(column, row))) return 'known';
        const seen = assess(column, row);
        if (known && seen !== 'assessed') return 'known';
        return seen === 'assessed' ? 'open' : seen === 'no-tissue' ? 'no-tissue' : 'not-assessable';
      };
      this.#mark(entry, field, assess);
      return {
        entry,
        view,
        assess,
        sharpnessAt,
        plan: planTiles({ field, model: manifest, view, stage, budget: this.#batch, lanes }),
      };
    });
    this.tiles.pending = looks.reduce((sum, { plan }) => sum + plan.pending + plan.tiles.length, 0);
    this.examination = {
      dominant,
      pending: this.tiles.pending,
      examined: examinedShare(looks, field),
      refusing,
    };

    const waiting = looks.filter(({ plan }) => plan.tiles.length > 0);
    const look = waiting[this.#turn++ % Math.max(1, waiting.length)];
    this.#count(looks);
    if (!look) return false;
    await this.#infer(look, pinned, island);
    return true;
  }

  /** What the stage does, from where it was at the last look; null at the first. */
  #rest(centre: { readonly x: number; readonly y: number }): StageRest | null {
    const last = this.#last;
    this.#last = centre;
    const resting = last !== null && Math.hypot(centre.x - last.x, centre.y - last.y) < RESTING_UM;
    if (!resting) this.#restingSince = null;
    else this.#restingSince ??= this.clock.now();
    if (last === null) return null;
    if (this.#restingSince === null) return 'moving';
    return this.clock.now() - this.#restingSince >= SETTLED_MS ? 'settled' : 'resting';
  }

  async #infer(
    { entry, plan, assess, sharpnessAt }: Look,
    pinned: PinnedField,
    island: number,
  ): Promise<void> {
    const { pipeline, runtime } = this.host;
    const began = this.clock.now();
    const input = await pinned.extract(entry.model.manifest, plan.tiles, plan.sizePx, runtime.memory);
    const output = await entry.model.infer(input);
    try {
      const now = pipeline.tracked();
      // The track was lost or joined meanwhile: these cells belong to a place that no longer has this name.
      if (!this.#running || (now && now.island !== island) || this.host.map.wasJoined(island)) return;
      const codes = new Float32Array(plan.tiles.length * plan.cells * plan.cells);
      plan.tiles.forEach((tile, t) => {
        for (let i = 0; i < plan.cells * plan.cells; i++) {
          const column = tile.column + (i % plan.cells);
          const row = tile.row + Math.floor(i / plan.cells);
          const seen = assess(column, row);
          codes[t * plan.cells * plan.cells + i] =
            seen === null ? LEAVE_AS_IS : seen === 'assessed' ? TAKE_PROBABILITY : cellCode(seen);
        }
      });
      const { pages } = entry.cells;
      // Where something is known already, coming in again would flicker.
      const fresh = plan.tiles.filter((tile) => !knownIn(entry, tile, plan.cells));
      this.arrivals.add(entry, fresh, plan.cells);
      const batch = entry.cells.write(
        { tiles: plan.tiles, cells: plan.cells, codes },
        output,
        pinned.capturedAt,
      );
      this.host.changed();
      const data = await pipeline.values(output, codes.length * entry.model.manifest.classes.length);
      // Also when the window shows another map by now: this is where the cells lie.
      pages?.write(batch, data, pinned.capturedAt, sharpnessAt);
      this.host.map.written(island);
      this.#countInferred(entry.model.manifest, plan);
    } finally {
      if (output.kind === 'gpu') output.dispose();
    }
    const took = this.clock.now() - began;
    this.timings.add(took);
    this.#adaptBatch(took);
  }

  /** On a shared GPU a batch must fit between two frames; on the CPU it only sets how often news arrives. */
  #adaptBatch(tookMs: number): void {
    const aim = this.host.runtime.memory === 'gpu' ? 12 : 1000;
    if (tookMs > aim * 1.5)
      this.#batch = Math.max(this.host.runtime.memory === 'gpu' ? 1 : CPU_BATCH, this.#batch - 1);
    else if (tookMs < aim * 0.6) this.#batch = Math.min(16, this.#batch + 1);
  }

  /** Writes down at once what needs no inference: no tissue, blur, exposure. */
  #mark(
    entry: ActiveModel,
    field: ReturnType<typeof fieldOfView>,
    assess: (column: number, row: number) => ReturnType<typeof assessCell>,
  ): void {
    const { cellUm } = entry.model.manifest;
    const column = Math.ceil(field.x / cellUm);
    const row = Math.ceil(field.y / cellUm);
    const width = Math.floor((field.x + field.width) / cellUm) - column;
    const height = Math.floor((field.y + field.height) / cellUm) - row;
    entry.cells.mark({ column, row, width, height }, (c, r) => {
      const seen = assess(c, r);
      if (seen === null) return LEAVE_AS_IS;
      if (seen !== 'assessed') return cellCode(seen);
      return entry.cells.state(c, r) < 0 ? CELL_UNKNOWN : LEAVE_AS_IS;
    });
  }

  /** Tiles in view at the last look: each is counted as reused or skipped when it comes into view. */
  #inView = new Set<string>();

  #count(plans: readonly { readonly entry: ActiveModel; readonly plan: Plan }[]): void {
    const inView = new Set<string>();
    for (const { entry, plan } of plans)
      for (const [kind, tiles] of [
        ['reused', plan.reused],
        ['skipped', plan.skipped],
      ] as const)
        for (const tile of tiles) {
          const key = `${entry.model.manifest.id} ${tile.column},${tile.row}`;
          inView.add(key);
          if (!this.#inView.has(key) && !this.#fresh.delete(key)) this.tiles[kind]++;
        }
    this.#inView = inView;
  }

  /** A larger tile counts as the tiles of the grid that it is worth; all that it touches have become known by it. */
  #countInferred(manifest: ActiveModel['model']['manifest'], { tiles, cells }: Plan): void {
    const side = cellsPerTile(manifest);
    this.tiles.inferred += Math.max(1, Math.round((tiles.length * cells ** 2) / side ** 2));
    const touched = (from: number) => {
      const first = Math.floor(from / side) * side;
      return Array.from({ length: Math.ceil((from + cells - first) / side) }, (_, i) => first + i * side);
    };
    for (const tile of tiles)
      for (const row of touched(tile.row))
        for (const column of touched(tile.column)) this.#fresh.add(`${manifest.id} ${column},${row}`);
  }

  /** Tiles inferred in this view: they turn up as known at the next look without having been reused. */
  readonly #fresh = new Set<string>();
}

function knownIn({ cells: window }: ActiveModel, tile: Tile, cells: number): boolean {
  for (let row = tile.row; row < tile.row + cells; row++)
    for (let column = tile.column; column < tile.column + cells; column++)
      if (window.state(column, row) >= 0) return true;
  return false;
}

function examinedShare(
  looks: readonly { readonly entry: ActiveModel; readonly view: (column: number, row: number) => CellView }[],
  field: ReturnType<typeof fieldOfView>,
): number {
  let known = 0;
  let open = 0;
  for (const { entry, view } of looks) {
    const range = inferableCells(field, entry.model.manifest);
    for (let row = range.firstRow; row < range.endRow; row++)
      for (let column = range.firstColumn; column < range.endColumn; column++) {
        const seen = view(column, row);
        if (seen === 'known') known++;
        else if (seen === 'open') open++;
      }
  }
  return known + open === 0 ? 0 : known / (known + open);
}
