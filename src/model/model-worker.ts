import { ReticleError } from '../domain/errors';
import type { Progress } from '../domain/runtime';
import { type CallOptions, connect, type InputOf, type Remote, type ResultOf } from '../rpc/connect';
import type { CpuBackendName, InferenceCalls, LoadRequest } from './inference-calls';

/** A worker that neither answers nor tells of progress for this long, ms, hangs in a driver. */
const DEADLINE_MS = 120_000;

/** Time in which the program of the worker is fetched and compiled, ms; from then on it gives signs of life. */
const STARTING_MS = 30_000;

type InferenceRemote = Remote<InferenceCalls, object>;

/**
 * An inference worker that comes back after a crash: the calls under way fail with 'worker-crashed', and the next
 * one starts a new worker and loads the same models into it again.
 */
export class ModelWorker {
  readonly #models = new Map<number, LoadRequest>();
  #ready: Promise<InferenceRemote> | null = null;
  #current: InferenceRemote | null = null;
  #closed = false;

  constructor(private readonly options: { readonly backend: CpuBackendName; readonly slowMs: number }) {}

  /** Asks a worker that has started and has all models. */
  async call<Name extends keyof InferenceCalls>(
    name: Name,
    input: InputOf<InferenceCalls[Name]>,
    options: CallOptions = {},
  ): Promise<ResultOf<InferenceCalls[Name]>> {
    return ask(await this.#started(), name, input, options);
  }

  /** Starts under way are shared, so a model is never loaded before its backend runs. */
  async load(request: LoadRequest, onProgress?: Progress): Promise<void> {
    await this.call('load', request, { ...silence(request), ...(onProgress && { onProgress }) });
    this.#models.set(request.key, request);
  }

  unload(key: number): void {
    // A worker that is dead has nothing to unload.
    if (this.#models.delete(key)) this.#current?.send('unload', { key });
  }

  close(): void {
    this.#closed = true;
    this.#models.clear();
    this.#current?.close();
  }

  #started(): Promise<InferenceRemote> {
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

  async #start(): Promise<InferenceRemote> {
    const worker = new Worker(new URL('./inference-worker.ts', import.meta.url), { type: 'module' });
    const remote = connect<InferenceCalls>(worker, {
      name: 'worker that runs the models',
      remedy:
        'It is started again by itself. If this happens often, close other programs or choose another backend.',
      deadAfterMs: DEADLINE_MS,
      startsWithinMs: STARTING_MS,
    });
    this.#current = remote;
    try {
      await ask(remote, 'start', this.options);
      for (const request of this.#models.values()) await ask(remote, 'load', request, silence(request));
    } catch (cause) {
      remote.close();
      throw cause;
    }
    return remote;
  }
}

/** An engine that runs a user's network in one go gives no sign of life meanwhile: how long that may be at first, ms. */
export const FIRST_RUN_MS = 60_000;

const silence = ({ pack }: LoadRequest): CallOptions =>
  pack.manifest.network ? { silentForMs: FIRST_RUN_MS } : {};

/** A worker that hangs is ended, so that the next call starts another one. */
async function ask<Name extends keyof InferenceCalls>(
  remote: InferenceRemote,
  name: Name,
  input: InputOf<InferenceCalls[Name]>,
  options: CallOptions = {},
): Promise<ResultOf<InferenceCalls[Name]>> {
  try {
    return await remote.call(name, input, { ...options, deadlineMs: DEADLINE_MS });
  } catch (cause) {
    if (cause instanceof ReticleError && cause.code === 'worker-silent') remote.close();
    throw cause;
  }
}
