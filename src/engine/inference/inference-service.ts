import type { Clock } from '../../domain/clock';
import { type ErrorReport, toErrorReport } from '../../domain/errors';
import type { BackendInfo, LoadedModel, SegmentationRuntime } from '../../domain/runtime';
import type { IslandJoin } from '../../domain/tracking';
import { assessRegions, limitsFor } from '../../optics/assess';
import { CellWindow } from '../../slide-map/cell-window';
import type { FieldPipeline } from '../field-pipeline';
import type { SlideMapKeeper } from '../slide-map-keeper';
import type { Timings } from '../timings';
import type { ActiveModel } from './active-model';
import type { DeferredModel } from './deferred-model';
import type { Examination } from './examination';
import { InferenceLoop } from './inference-loop';
import type { ModelSet } from './models';

export interface InferenceServiceHost {
  readonly clock: Clock;
  readonly map: SlideMapKeeper;
  readonly timings: Timings;
  hold(): () => boolean;
  enabled(modelId: string): boolean;
  objective(): number | null;
  /** False while the page is in a hidden tab. */
  visible(): boolean;
  cellsArrived(): void;
  islandChanged(): void;
  progress(fraction: number, stage: string): void;
  /** The models are there; `errors`: why others are not. */
  loaded(models: readonly LoadedModel[], backend: BackendInfo | null, errors: readonly ErrorReport[]): void;
  /** A pass over a field of this pipeline failed. */
  failed(error: ErrorReport, pipeline: FieldPipeline): void;
}

/** The models on the present device, and the loop that runs them. Both end with the device. */
export class InferenceService {
  #models: ModelSet | null = null;
  #loop: InferenceLoop | null = null;
  #active: readonly ActiveModel[] = [];
  #settled = false;
  #deferred: readonly DeferredModel[] = [];
  #building = false;

  constructor(private readonly host: InferenceServiceHost) {}

  get active(): readonly ActiveModel[] {
    return this.#active;
  }

  get models(): ModelSet | null {
    return this.#models;
  }

  /** Null until the models are loaded. */
  get loop(): InferenceLoop | null {
    return this.#loop;
  }

  /** It is known which models can be run, even if none, and none that is on is still being built. */
  get settled(): boolean {
    return this.#settled && !this.#building;
  }

  get examination(): Examination | null {
    return this.#loop?.examination ?? null;
  }

  /** Loads the models for a pipeline and begins to run them. What is overtaken by {@link close} leaves nothing. */
  async load(models: ModelSet, pipeline: FieldPipeline, urls: readonly string[]): Promise<void> {
    this.close();
    this.#models = models;
    const outcome = await models.load(urls, (fraction, stage) => this.host.progress(fraction, stage));
    if (!outcome || models !== this.#models) return;
    const { loaded, runtime, errors } = outcome;
    if (runtime) this.#begin(pipeline, runtime, loaded);
    this.#settled = true;
    this.host.loaded(loaded, runtime?.backend ?? null, errors);
  }

  /** Something may be to be done; see {@link InferenceLoop.wake}. */
  wake(urgent = false): void {
    this.#loop?.wake(urgent);
  }

  reload(): void {
    this.#loop?.reload();
  }

  forget(): void {
    this.#loop?.forget();
  }

  joined(join: IslandJoin): void {
    this.#loop?.joined(join);
  }

  updateVisibility(): void {
    this.#loop?.hide(!this.host.visible());
  }

  close(): void {
    this.#loop?.stop();
    this.#loop = null;
    this.#active = [];
    this.#settled = false;
    this.#deferred = [];
    this.#models?.dispose();
    this.#models = null;
  }

  /** Builds the models that are on and are not built yet. One that cannot be built is taken out, and it is said why. */
  async #prepare(runtime: SegmentationRuntime): Promise<void> {
    const { host } = this;
    const models = this.#models;
    for (const model of this.#deferred) {
      if (model.built || !host.enabled(model.manifest.id)) continue;
      this.#building = true;
      try {
        await model.build();
      } catch (cause) {
        if (models !== this.#models) return;
        const error = toErrorReport(cause, {
          code: 'model-failed',
          message: `The model "${model.manifest.name}" could not be made ready.`,
          remedy: 'Reload the page; the live view works without.',
        });
        if (error.code !== 'model-invalid') throw cause;
        this.#deferred = this.#deferred.filter((each) => each !== model);
        this.#active = this.#active.filter((each) => each.model !== model);
        host.loaded(this.#deferred, runtime.backend, [error]);
      } finally {
        this.#building = false;
      }
      if (models !== this.#models) return;
    }
  }

  #begin(pipeline: FieldPipeline, runtime: SegmentationRuntime, loaded: readonly DeferredModel[]): void {
    const { host } = this;
    this.#deferred = loaded;
    this.#active = loaded.map((model) => {
      const store = pipeline.createStore(model.manifest.classes.length);
      return { model, store, cells: new CellWindow(store) };
    });
    const limits = limitsFor(loaded.map(({ manifest }) => manifest));
    this.#loop = new InferenceLoop(
      {
        pipeline,
        runtime,
        models: this.#active,
        prepare: () => this.#prepare(runtime),
        map: host.map,
        hold: () => host.hold(),
        enabled: (id) => host.enabled(id) && this.#active.some(({ model }) => model.manifest.id === id),
        assess: (pinned) => assessRegions(pinned.quality, limits),
        objective: () => host.objective(),
        changed: () => host.cellsArrived(),
        islandChanged: () => host.islandChanged(),
        failed: (error) => host.failed(error, pipeline),
      },
      host.timings,
      host.clock,
    );
    this.updateVisibility();
    this.#loop.start();
  }
}
