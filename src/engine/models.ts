import { type ErrorReport, toErrorReport } from '../domain/errors';
import type { BackendInfo, LoadedModel, Progress, SegmentationRuntime } from '../domain/runtime';
import type { Gpu } from '../gpu/device';
import { chooseRuntime } from '../model/choose-runtime';
import type { EngineCommand } from './port';

/** Tiles in the batch that a model is warmed up with. */
const WARM_BATCH = 1;

/** The loaded models on their one runtime. */
export class Models {
  #runtime: SegmentationRuntime | null = null;
  #loaded: LoadedModel[] = [];

  constructor(
    private readonly gpu: Gpu | null,
    private readonly options: Extract<EngineCommand, { kind: 'start' }>['options'],
  ) {}

  get backend(): BackendInfo | null {
    return this.#runtime?.backend ?? null;
  }

  /** Loads what can be loaded; a broken model does not keep the others from working. */
  async load(
    urls: readonly string[],
    progress: Progress,
  ): Promise<{
    runtime: SegmentationRuntime | null;
    loaded: readonly LoadedModel[];
    errors: readonly ErrorReport[];
  }> {
    const errors: ErrorReport[] = [];
    const fail = (cause: unknown, message: string) =>
      errors.push(
        toErrorReport(cause, {
          code: 'model-failed',
          message,
          remedy: 'Reload the page; the live view works without.',
        }),
      );
    try {
      progress(0, 'Choosing the fastest way to run the models');
      this.#runtime = await chooseRuntime({
        gpu: this.gpu,
        ...(this.options.backend === undefined ? {} : { backend: this.options.backend }),
        ...(this.options.slowInferenceMs === undefined ? {} : { slowMs: this.options.slowInferenceMs }),
      });
    } catch (cause) {
      fail(cause, 'No way to run the models was found.');
      return { runtime: null, loaded: [], errors };
    }
    for (const [index, url] of urls.entries()) {
      try {
        const model = await this.#runtime.load(url, WARM_BATCH, (fraction, stage) =>
          progress((index + fraction) / urls.length, stage),
        );
        this.#loaded.push(model);
      } catch (cause) {
        fail(cause, `The model at ${new URL(url).pathname} could not be loaded.`);
      }
    }
    progress(1, 'Ready');
    return { runtime: this.#runtime, loaded: this.#loaded, errors };
  }

  /** Tensors and bytes; bytes count as GPU memory only where the tensors live there. */
  async memoryUse(): Promise<{ tensors: number; gpuBytes: number }> {
    const use = await this.#runtime?.memoryUse();
    const onGpu = this.#runtime?.backend.name !== 'wasm';
    return { tensors: use?.tensors ?? 0, gpuBytes: onGpu ? (use?.bytes ?? 0) : 0 };
  }

  dispose(): void {
    for (const model of this.#loaded) model.dispose();
    this.#loaded = [];
    this.#runtime?.dispose();
    this.#runtime = null;
  }
}
