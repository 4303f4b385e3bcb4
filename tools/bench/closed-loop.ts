import { fieldOfView, type PointUm, type SizePx } from '../../src/domain/geometry';
import type { ModelManifest } from '../../src/domain/manifest';
import type { LoadedModel } from '../../src/domain/runtime';
import type { TileInput, TileOutput } from '../../src/domain/tile';
import type { IslandJoin } from '../../src/domain/tracking';
import type { ActiveModel } from '../../src/engine/inference/active-model';
import { InferenceLoop } from '../../src/engine/inference/inference-loop';
import { SlideMapKeeper } from '../../src/engine/slide-map-keeper';
import { Timings } from '../../src/engine/timings';
import { TrackingEvents } from '../../src/engine/tracking-events';
import { assessRegions } from '../../src/optics/assess';
import { ArrayCellStore } from '../../src/slide-map/array-store';
import { TAKE_PROBABILITY, type TileBatch } from '../../src/slide-map/cell-batch';
import { CellWindow, windowIndex } from '../../src/slide-map/cell-window';
import { Simulation } from '../../src/source/simulated/simulation';
import type { SimulatorState } from '../../src/source/simulated/simulator';
import type { StageSlide } from '../../src/source/simulated/stage-slide';
import { type Cut, NodePipeline, offsetOf, type PlacedFrame } from './node-pipeline';
import { SimulatedClock } from './simulated-clock';

/** Camera faults that every run has. */
export const HARSH = { vignetting: 0.3, dust: 15 };

export interface ClosedLoopOptions {
  readonly slide: StageSlide;
  readonly size: SizePx;
  readonly framesPerSecond: number;
  readonly objective?: number;
  readonly noise?: number;
  /** Simulated duration of the inference of one tile, ms. */
  readonly tileMs: number;
  readonly manifest: ModelManifest;
  readonly classes: number;
  /** What the model answers to a batch: [count, cells, cells, classes]. */
  answer(input: Extract<TileInput, { kind: 'cpu' }>, cut: Cut): Float32Array;
}

/**
 * Simulated microscope, tracker, tiling, inference loop and slide map as in the app, in simulated time: the
 * same figures on every machine, however slow.
 */
export class ClosedLoop {
  readonly clock = new SimulatedClock();
  readonly pipeline = new NodePipeline();
  readonly simulation: Simulation;
  readonly loop: InferenceLoop;
  readonly active: ActiveModel;
  readonly store: ArrayCellStore;
  /** Every answer written, by the cell's true place: "column,row". */
  readonly answered = new Map<string, number>();
  readonly errors: string[] = [];
  readonly map = new SlideMapKeeper();
  readonly joins: IslandJoin[] = [];
  /** um/px was doubted, which was right all the time. */
  falseAlarms = 0;
  readonly #news = new TrackingEvents({
    joined: (join) => {
      this.map.join(join);
      this.loop.joined(join);
      this.joins.push(join);
    },
    objectiveChanged: ({ ratio }) => {
      if (ratio !== 1) this.falseAlarms++;
    },
  });
  /** Input px that the model was run on. */
  modelPx = 0;
  /** Called after cells were written. */
  onWritten: () => void = () => {};
  readonly #pixels: Uint32Array;
  readonly #frameMs: number;

  constructor(readonly options: ClosedLoopOptions) {
    const { slide, size, objective = 10, noise = 0.006, manifest, classes } = options;
    // The map takes answers apart by the manifest's classes: with others, cells that come back are not answers.
    if (classes !== manifest.classes.length)
      throw new Error(`answers of ${classes} classes for a manifest of ${manifest.classes.length}`);
    this.simulation = new Simulation(slide, { size, ...HARSH, objective });
    this.simulation.set({ noise });
    this.#pixels = new Uint32Array(size.width * size.height);
    this.#frameMs = 1000 / options.framesPerSecond;
    this.store = new ArrayCellStore(classes);
    const model: LoadedModel = {
      manifest,
      hash: '',
      dispose: () => {},
      infer: async (input) => {
        const cut = this.pipeline.lastCut;
        if (input.kind !== 'cpu' || !cut) throw new Error('no tiles were cut');
        const data = options.answer(input, cut);
        this.modelPx += input.count * input.size ** 2;
        const tiles = (input.count * input.size ** 2) / manifest.tile ** 2;
        await this.clock.wait(options.tileMs * tiles);
        return { kind: 'cpu', data, count: input.count };
      },
    };
    this.active = { model, store: this.store, cells: new CountingWindow(this.store, this) };
    this.loop = new InferenceLoop(
      {
        pipeline: this.pipeline,
        runtime: { memory: 'cpu', backend: { name: 'wasm', description: '', threads: 1 } },
        models: [this.active],
        map: this.map,
        enabled: () => !this.#news.scaleInDoubt,
        assess: ({ quality }) => assessRegions(quality),
        changed: () => this.onWritten(),
        islandChanged: () => {},
        failed: (error) => this.errors.push(error.message),
        hold: () => () => true,
        objective: () => null,
        prepare: async () => {},
      },
      new Timings(),
      this.clock,
    );
    this.loop.start();
  }

  get state(): SimulatorState {
    return this.simulation.state;
  }

  /** Width of the field, um. */
  get fieldUm(): number {
    return (this.options.size.width * 10) / this.state.objective;
  }

  /** One frame, and all that the loop does until the next. */
  async step(change: Partial<SimulatorState> = {}): Promise<PlacedFrame> {
    this.simulation.set(change);
    this.simulation.advance(this.#frameMs);
    const truth = this.simulation.expose(this.#pixels);
    const bytes = new Uint8Array(this.#pixels.buffer);
    const frame = this.pipeline.take(this.options.size, bytes, truth, this.clock.now());
    this.#news.take(this.pipeline.tracker.takeEvents(), truth.umPerPx);
    this.loop.wake();
    await this.clock.advance(this.#frameMs);
    return frame;
  }

  /** Moves at `fieldsPerSecond` to a place; `each` sees every frame. */
  async moveTo(target: PointUm, fieldsPerSecond: number, each: (frame: PlacedFrame) => void = () => {}) {
    const step = (this.fieldUm * fieldsPerSecond) / this.options.framesPerSecond;
    for (;;) {
      const { x, y } = this.state.stage;
      const left = Math.hypot(target.x - x, target.y - y);
      if (left < 1e-6) return;
      const share = Math.min(1, step / left);
      each(await this.step({ stage: { x: x + share * (target.x - x), y: y + share * (target.y - y) } }));
    }
  }

  /** Holds the stage for so many ms. */
  async rest(ms: number, each: (frame: PlacedFrame) => void = () => {}): Promise<void> {
    for (let frame = 0; frame < Math.round(ms / this.#frameMs); frame++) each(await this.step());
  }

  /** Every cell with an answer whose centre the frame shows, as the overlay would draw it. */
  visibleCells(frame: PlacedFrame): { column: number; row: number; values: number[] }[] {
    const { tracked, size } = frame;
    if (tracked.confidence <= 0 || this.loop.island !== tracked.island) return [];
    const { cellUm } = this.options.manifest;
    const field = fieldOfView(size, tracked);
    const cells = [];
    for (let row = Math.ceil(field.y / cellUm - 0.5); (row + 0.5) * cellUm < field.y + field.height; row++)
      for (
        let column = Math.ceil(field.x / cellUm - 0.5);
        (column + 0.5) * cellUm < field.x + field.width;
        column++
      )
        if (this.active.cells.state(column, row) >= 0)
          cells.push({ column, row, values: this.at(column, row) });
    return cells;
  }

  /** Values of all classes of a cell as they stand in the map. */
  at(column: number, row: number): number[] {
    return this.store.windows.map((window) => window[windowIndex(column, row)] ?? Number.NaN);
  }

  end(): void {
    this.loop.stop();
  }
}

/** Counts the answers that are written. Cells without tissue or not assessable are run with their tile, but carry none. */
class CountingWindow extends CellWindow<unknown> {
  #origin: PointUm | null = null;

  constructor(
    store: ArrayCellStore,
    private readonly closed: ClosedLoop,
  ) {
    super(store);
  }

  override write(batch: TileBatch, output: TileOutput | null, capturedAt: number): TileBatch {
    const { pipeline, answered, options } = this.closed;
    if (output && pipeline.lastCut) {
      const { cellUm } = options.manifest;
      const offset = offsetOf(pipeline.lastCut.frame);
      this.#origin ??= offset;
      const right = Math.round((offset.x - this.#origin.x) / cellUm);
      const down = Math.round((offset.y - this.#origin.y) / cellUm);
      batch.codes.forEach((code, i) => {
        const tile = batch.tiles[Math.floor(i / batch.cells ** 2)];
        if (code !== TAKE_PROBABILITY || !tile) return;
        const column = tile.column + (i % batch.cells) + right;
        const row = tile.row + Math.floor((i % batch.cells ** 2) / batch.cells) + down;
        const key = `${column},${row}`;
        answered.set(key, (answered.get(key) ?? 0) + 1);
      });
    }
    return super.write(batch, output, capturedAt);
  }
}

/**
 * A model that answers with the true place of each cell: two classes, x and y as shares of the slide. Wherever
 * its answers turn up, they say where they belong.
 */
export function placeTeller(slide: StageSlide, manifest: ModelManifest): ClosedLoopOptions['answer'] {
  return ({ size }, { frame, tiles }) => {
    const cells = (size - 2 * manifest.margin) / manifest.stride;
    const offset = offsetOf(frame);
    const answers = new Float32Array(tiles.length * cells * cells * 2);
    tiles.forEach((tile, t) => {
      for (let i = 0; i < cells * cells; i++) {
        const x = (tile.column + (i % cells) + 0.5) * manifest.cellUm + offset.x;
        const y = (tile.row + Math.floor(i / cells) + 0.5) * manifest.cellUm + offset.y;
        answers.set([x / slide.widthUm, y / slide.heightUm], 2 * (t * cells * cells + i));
      }
    });
    return answers;
  };
}

/** A model's manifest with the classes of {@link placeTeller}. */
export function placeTellerManifest(manifest: ModelManifest): ModelManifest {
  return { ...manifest, classes: ['x', 'y'].map((id) => ({ id, name: id })) };
}

/** How far a cell of {@link placeTeller} stands from where it belongs, um, if slide space is off by `offset`. */
export function misplacement(
  slide: StageSlide,
  cellUm: number,
  { column, row, values }: { column: number; row: number; values: readonly number[] },
  offset: PointUm,
): number {
  const [x = Number.NaN, y = Number.NaN] = values;
  return Math.hypot(
    x * slide.widthUm - ((column + 0.5) * cellUm + offset.x),
    y * slide.heightUm - ((row + 0.5) * cellUm + offset.y),
  );
}
