import { type ErrorReport, toErrorReport } from '../../domain/errors';
import type { BackendInfo, Progress, SegmentationRuntime } from '../../domain/runtime';
import type { Gpu } from '../../gpu/device';
import { chooseRuntime } from '../../model/choose-runtime';
import type { StartOptions } from '../port';
import { DeferredModel } from './deferred-model';

/** What came of loading: the models whose files are sound, and why the rest are not there. */
export interface LoadOutcome {
  readonly runtime: SegmentationRuntime | null;
  readonly loaded: readonly DeferredModel[];
  readonly errors: readonly ErrorReport[];
}

/** The models of an engine on one graphics device, or on none. */
export interface ModelSet {
  readonly backend: BackendInfo | null;
  /** Null when the set was disposed of meanwhile: nothing was kept. */
  load(urls: readonly string[], progress: Progress): Promise<LoadOutcome | null>;
  memoryUse(): Promise<{ readonly tensors: number; readonly gpuBytes: number }>;
  dispose(): void;
}

/** The models on their one runtime. */
export class Models implements ModelSet {
  #runtime: SegmentationRuntime | null = null;
  #loaded: DeferredModel[] = [];
  #disposed = false;

  constructor(
    private readonly gpu: Gpu | null,
    private readonly options: StartOptions,
    private readonly choose: typeof chooseRuntime = chooseRuntime,
  ) {}

  get backend(): BackendInfo | null {
    return this.#runtime?.backend ?? null;
  }

  /** Fetches what can be had; a broken model does not keep the others from working. */
  async load(urls: readonly string[], progress: Progress): Promise<LoadOutcome | null> {
    const errors: ErrorReport[] = [];
    const fail = (cause: unknown, message: string) =>
      errors.push(
        toErrorReport(cause, {
          code: 'model-failed',
          message,
          remedy: 'Reload the page; the live view works without.',
        }),
      );
    const tell: Progress = (fraction, stage) => {
      if (!this.#disposed) progress(fraction, stage);
    };
    let runtime: SegmentationRuntime;
    try {
      tell(0, 'Choosing the fastest way to run the models');
      runtime = await this.choose({
        gpu: this.gpu,
        ...(this.options.backend === undefined ? {} : { backend: this.options.backend }),
        ...(this.options.slowInferenceMs === undefined ? {} : { slowMs: this.options.slowInferenceMs }),
      });
    } catch (cause) {
      fail(cause, 'No way to run the models was found.');
      return this.#disposed ? null : { runtime: null, loaded: [], errors };
    }
    if (this.#disposed) {
      runtime.dispose();
      return null;
    }
    this.#runtime = runtime;
    for (const [index, url] of urls.entries()) {
      try {
        const fetched = await runtime.fetch(url, (fraction, stage) =>
          tell((index + fraction) / urls.length, stage),
        );
        this.#loaded.push(new DeferredModel(fetched, tell));
      } catch (cause) {
        fail(cause, `The model at ${new URL(url).pathname} could not be loaded.`);
      }
      if (this.#disposed) return null;
    }
    tell(1, 'Ready');
    return { runtime, loaded: this.#loaded, errors };
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
  }
}
