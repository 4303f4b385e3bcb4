import type { Clock } from '../../domain/clock';
import { type ErrorReport, toErrorReport } from '../../domain/errors';
import type { ModelPackage } from '../../domain/model-package';
import type { BackendInfo, LoadedModel, SegmentationRuntime } from '../../domain/runtime';
import type { IslandJoin } from '../../domain/tracking';
import { assessFor } from '../../optics/assess-for';
import { CellWindow } from '../../slide-map/cell-window';
import type { FieldPipeline } from '../field-pipeline';
import type { SlideMapKeeper } from '../slide-map-keeper';
import type { Timings } from '../timings';
import type { ActiveModel } from './active-model';
import type { DeferredModel } from './deferred-model';
import type { Examination } from './examination';
import { type InferenceHost, InferenceLoop } from './inference-loop';
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

type RunModel = ActiveModel & { readonly model: DeferredModel };

/** Until the first model is switched on nothing is inferred, and where that would be done is open. */
const NOT_STARTED: InferenceHost['runtime'] = {
  memory: 'cpu',
  backend: { name: 'wasm', description: '', threads: 1 },
};

const NOT_READY: ErrorReport = {
  code: 'model-failed',
  message: 'A model could not be made ready.',
  remedy: 'Reload the page; the live view works without.',
};

/** Another try would end the same way. */
const UNFIT: ReadonlySet<ErrorReport['code']> = new Set(['model-invalid', 'backend-missing']);

/** The models on the present device, and the loop that runs them. Both end with the device. */
export class InferenceService {
  #models: ModelSet | null = null;
  #loop: InferenceLoop | null = null;
  #active: readonly RunModel[] = [];
  #settled = false;
  #building = false;
  #runtime: InferenceHost['runtime'] = NOT_STARTED;
  /** Models that the user brought; they outlive the device. */
  readonly #own = new Map<string, ModelPackage>();

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
    this.#begin(pipeline, [
      ...outcome.loaded,
      ...[...this.#own.values()].map((pack) => this.#made(models, pack)),
    ]);
    this.#settled = true;
    this.#tell(outcome.errors);
  }

  /** Takes in a model that the user brought, in place of one of the same id. */
  add(pack: ModelPackage, pipeline: FieldPipeline | null): void {
    const { id } = pack.manifest;
    const known = this.#own.get(id);
    if (known?.hash === pack.hash && known.manifest.name === pack.manifest.name) return;
    this.#drop(id);
    this.#own.set(id, pack);
    if (!this.#models || !pipeline || !this.#settled) return;
    this.#active = [...this.#active, this.#entry(pipeline, this.#made(this.#models, pack))];
    this.#run(pipeline, this.#runtime);
    this.#tell([]);
  }

  /** Forgets a model that the user brought. What it said of the slide stays in the map, and is not drawn. */
  remove(modelId: string, pipeline: FieldPipeline | null): void {
    if (!this.#drop(modelId)) return;
    if (pipeline && this.#loop) this.#run(pipeline, this.#runtime);
    this.#tell([]);
  }

  /** @returns whether it was among those that can be run */
  #drop(modelId: string): boolean {
    if (!this.#own.delete(modelId)) return false;
    const gone = this.#active.filter(({ model }) => model.manifest.id === modelId);
    this.#active = this.#active.filter((entry) => !gone.includes(entry));
    for (const { model } of gone) model.dispose();
    for (const { store } of gone) store.destroy();
    return gone.length > 0;
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
    this.#building = false;
    this.#runtime = NOT_STARTED;
    this.#models?.dispose();
    this.#models = null;
  }

  /**
   * Builds the models that are on and are not built yet, and starts what they run on before the first. What cannot
   * be built is taken out, and it is said why.
   */
  async #prepare(pipeline: FieldPipeline): Promise<void> {
    const { host } = this;
    const models = this.#models;
    const waiting = this.#active.filter(({ model }) => !model.built && host.enabled(model.manifest.id));
    if (!models || waiting.length === 0) return;
    this.#building = true;
    const fresh = models.backend === null;
    const errors: ErrorReport[] = [];
    let runtime: SegmentationRuntime | null = null;
    for (const entry of waiting) {
      try {
        runtime ??= await models.start((fraction, stage) => host.progress(fraction, stage));
        await entry.model.build();
      } catch (cause) {
        if (models !== this.#models) return;
        const error = toErrorReport(cause, NOT_READY);
        if (!UNFIT.has(error.code)) {
          this.#building = false;
          throw cause;
        }
        errors.push(error);
        this.#own.delete(entry.model.manifest.id);
        // Without anything to run on none can be used.
        this.#active = runtime ? this.#active.filter((each) => each !== entry) : [];
        if (!runtime) break;
      }
      if (models !== this.#models) return;
    }
    this.#building = false;
    if (runtime && fresh) this.#run(pipeline, runtime);
    if (fresh || errors.length > 0) this.#tell(errors);
  }

  #tell(errors: readonly ErrorReport[]): void {
    const models = this.#active.map(({ model }) => model);
    this.host.loaded(models, this.#models?.backend ?? null, errors);
  }

  #begin(pipeline: FieldPipeline, loaded: readonly DeferredModel[]): void {
    this.#active = loaded.map((model) => this.#entry(pipeline, model));
    this.#run(pipeline, NOT_STARTED);
  }

  #entry(pipeline: FieldPipeline, model: DeferredModel): RunModel {
    const store = pipeline.createStore(model.manifest.classes.length);
    return { model, store, cells: new CellWindow(store) };
  }

  #made(models: ModelSet, pack: ModelPackage): DeferredModel {
    return models.own(pack, (fraction, stage) => this.host.progress(fraction, stage));
  }

  #run(pipeline: FieldPipeline, runtime: InferenceHost['runtime']): void {
    const { host } = this;
    this.#runtime = runtime;
    this.#loop?.stop();
    this.#loop = new InferenceLoop(
      {
        pipeline,
        runtime,
        models: this.#active,
        prepare: () => this.#prepare(pipeline),
        map: host.map,
        hold: () => host.hold(),
        enabled: (id) => host.enabled(id) && this.#active.some(({ model }) => model.manifest.id === id),
        assess: (pinned, manifest) =>
          assessFor(
            pinned.quality,
            manifest,
            this.#active.map(({ model }) => model.manifest),
          ),
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
