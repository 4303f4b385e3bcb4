import { type ErrorReport, toErrorReport } from '../../domain/errors';
import type { ModelPackage } from '../../domain/model-package';
import type { BackendInfo, Progress, SegmentationRuntime } from '../../domain/runtime';
import type { Gpu } from '../../gpu/device';
import { chooseRuntime } from '../../model/choose-runtime';
import { createCpuRuntime } from '../../model/cpu-runtime';
import { fetchModel } from '../../model/store';
import type { StartOptions } from '../port';
import { DeferredModel } from './deferred-model';

/** Tiles in the batch that a model is warmed up with. */
const WARM_BATCH = 1;

/** Outcome of loading: the models whose files are sound, and why the others are missing. */
export interface LoadOutcome {
  readonly loaded: readonly DeferredModel[];
  readonly errors: readonly ErrorReport[];
}

/** The models of an engine on one graphics device, or on none. */
export interface ModelSet {
  /** Null until {@link ModelSet.start}. */
  readonly backend: BackendInfo | null;
  /** Fetches the models. Null when the set was disposed of meanwhile: nothing was kept. */
  load(urls: readonly string[], progress: Progress): Promise<LoadOutcome | null>;
  /** A model that the user brought. It is built when it is first switched on. */
  own(pack: ModelPackage, progress: Progress): DeferredModel;
  /**
   * What the models run on: chosen and started once, when the first of them is needed. After a failure the next
   * call tries again.
   * @throws ReticleError 'backend-missing'
   */
  start(progress: Progress): Promise<SegmentationRuntime>;
  memoryUse(): Promise<{ readonly tensors: number; readonly gpuBytes: number }>;
  dispose(): void;
}

/** The models on their one runtime. */
export class Models implements ModelSet {
  #starting: Promise<SegmentationRuntime> | null = null;
  #runtime: SegmentationRuntime | null = null;
  #loaded: DeferredModel[] = [];
  /** Users' models run beside the graphics processor, whatever the others run on. */
  #beside: Promise<SegmentationRuntime> | null = null;
  #disposed = false;

  constructor(
    private readonly gpu: Gpu | null,
    private readonly options: StartOptions,
    private readonly choose: typeof chooseRuntime = chooseRuntime,
    private readonly fetch: typeof fetchModel = fetchModel,
  ) {}

  get backend(): BackendInfo | null {
    return this.#runtime?.backend ?? null;
  }

  /** A broken model does not keep the others from working. */
  async load(urls: readonly string[], progress: Progress): Promise<LoadOutcome | null> {
    const errors: ErrorReport[] = [];
    const tell = this.#whileKept(progress);
    for (const [index, url] of urls.entries()) {
      try {
        const pack = await this.fetch(url, (fraction) =>
          tell((index + fraction) / urls.length, 'Fetching the model'),
        );
        const make = async (progress: Progress) =>
          (await this.start(progress)).build(pack, WARM_BATCH, progress);
        // It tells nothing any more once this set is disposed of, and it with it.
        this.#loaded.push(new DeferredModel(pack, make, progress));
      } catch (cause) {
        errors.push(
          toErrorReport(cause, {
            code: 'model-failed',
            message: `The model at ${new URL(url).pathname} could not be loaded.`,
            remedy: 'Reload the page; the live view works without.',
          }),
        );
      }
      if (this.#disposed) return null;
    }
    tell(1, 'Ready');
    return { loaded: this.#loaded, errors };
  }

  own(pack: ModelPackage, progress: Progress): DeferredModel {
    const make = async (tell: Progress) => (await this.#runtimeOfOwn(tell)).build(pack, WARM_BATCH, tell);
    const model = new DeferredModel(pack, make, this.#whileKept(progress));
    this.#loaded.push(model);
    return model;
  }

  async #runtimeOfOwn(progress: Progress): Promise<SegmentationRuntime> {
    const main = await this.start(progress);
    if (main.backend.name === 'wasm') return main;
    this.#beside ??= createCpuRuntime({ backend: 'wasm' }).catch((cause: unknown) => {
      this.#beside = null;
      throw cause;
    });
    const runtime = await this.#beside;
    if (this.#disposed) runtime.dispose();
    return runtime;
  }

  start(progress: Progress): Promise<SegmentationRuntime> {
    this.#starting ??= this.#choose(this.#whileKept(progress));
    return this.#starting;
  }

  async #choose(progress: Progress): Promise<SegmentationRuntime> {
    progress(0, 'Choosing the fastest way to run the models');
    try {
      const runtime = await this.choose({
        gpu: this.gpu,
        ...(this.options.backend === undefined ? {} : { backend: this.options.backend }),
        ...(this.options.slowInferenceMs === undefined ? {} : { slowMs: this.options.slowInferenceMs }),
      });
      if (this.#disposed) runtime.dispose();
      else this.#runtime = runtime;
      return runtime;
    } catch (cause) {
      this.#starting = null;
      progress(1, '');
      throw cause;
    }
  }

  #whileKept(progress: Progress): Progress {
    return (fraction, stage) => {
      if (!this.#disposed) progress(fraction, stage);
    };
  }

  /** Tensors and bytes; bytes count as GPU memory only where the tensors live there. */
  async memoryUse(): Promise<{ tensors: number; gpuBytes: number }> {
    const use = await this.#runtime?.memoryUse();
    const onGpu = this.#runtime?.backend.name !== 'wasm';
    return { tensors: use?.tensors ?? 0, gpuBytes: onGpu ? (use?.bytes ?? 0) : 0 };
  }

  dispose(): void {
    this.#disposed = true;
    for (const model of this.#loaded) model.dispose();
    this.#loaded = [];
    this.#runtime?.dispose();
    this.#runtime = null;
    void this.#beside?.then(
      (runtime) => runtime.dispose(),
      () => {},
    );
    this.#beside = null;
  }
}
