import { ReticleError } from '../domain/errors';
import type { Progress } from '../domain/runtime';
import type { ModelPackage } from './store';
import { WorkerLink } from './worker-link';
import type { CpuBackendName } from './worker-messages';

export interface LoadRequest {
  readonly key: number;
  readonly pack: ModelPackage;
  /** Tiles that the model is warmed up with. */
  readonly batch: number;
}

/**
 * An inference worker that comes back after a crash: the calls under way fail with 'worker-crashed', and the next
 * one starts a new worker and loads the same models into it again.
 */
export class ModelWorker {
  readonly #models = new Map<number, LoadRequest>();
  #ready: Promise<WorkerLink> | null = null;
  #current: WorkerLink | null = null;
  #closed = false;

  constructor(private readonly options: { readonly backend: CpuBackendName; readonly slowMs: number }) {}

  /** The link to a started worker with all models. */
  link(): Promise<WorkerLink> {
    if (this.#closed)
      return Promise.reject(
        new ReticleError('model-failed', 'The models were already closed.', 'Restart the engine.'),
      );
    if (!this.#ready || this.#current?.dead) {
      this.#ready = this.#start();
      // A failed start is not remembered, so that the next call tries again.
      this.#ready.catch(() => {
        this.#ready = null;
      });
    }
    return this.#ready;
  }

  /** Starts under way are shared, so a model is never loaded before its backend runs. */
  async load(request: LoadRequest, progress?: Progress): Promise<void> {
    const link = await this.link();
    await link.call('load', request, progress === undefined ? {} : { progress });
    this.#models.set(request.key, request);
  }

  unload(key: number): void {
    // A worker that is dead has nothing to unload.
    if (this.#models.delete(key)) this.#current?.call('unload', { key }).catch(() => {});
  }

  close(): void {
    this.#closed = true;
    this.#models.clear();
    this.#current?.close();
  }

  async #start(): Promise<WorkerLink> {
    const worker = new Worker(new URL('./inference-worker.ts', import.meta.url), { type: 'module' });
    const link = new WorkerLink(worker);
    this.#current = link;
    try {
      await link.call('start', this.options);
      for (const request of this.#models.values()) await link.call('load', request);
    } catch (cause) {
      link.close();
      throw cause;
    }
    return link;
  }
}
