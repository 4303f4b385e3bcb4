import { ReticleError } from '../domain/errors';
import type { BackendInfo, LoadedModel, Progress } from '../domain/runtime';
import type { TileInput, TileOutput } from '../domain/tile';
import type { Candidate } from './candidate';
import { fetchModel, type ModelPackage } from './store';
import { WorkerLink } from './worker-link';
import type { CpuBackendName } from './worker-messages';

export interface CpuRuntimeOptions {
  readonly backend: CpuBackendName;
  /** WASM threads; {@link defaultThreads} unless told. */
  readonly threads?: number;
  /** Delays each inference, ms (tests). */
  readonly slowMs?: number;
}

/** Threads for WASM: one core stays free for the display, and tfjs has eight threads at most. */
export function defaultThreads(cores = globalThis.navigator?.hardwareConcurrency ?? 1): number {
  return Math.min(8, Math.max(1, cores - 1));
}

/** @throws ReticleError 'backend-missing' where the backend does not start */
export async function createCpuRuntime(options: CpuRuntimeOptions): Promise<CpuRuntime> {
  const runtime = new CpuRuntime(options);
  try {
    await runtime.memoryUse();
  } catch (cause) {
    runtime.dispose();
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new ReticleError(
      'backend-missing',
      `${nameOf(options.backend)} could not be started: ${detail}`,
      'Use a current Chrome, Edge or Firefox.',
      { cause },
    );
  }
  return runtime;
}

/**
 * Models on WASM or WebGL in a worker. After a crash the calls under way fail with 'worker-crashed', and the
 * next call starts a new worker and loads the same models into it again.
 */
export class CpuRuntime implements Candidate {
  readonly memory = 'cpu';
  readonly #options: Required<CpuRuntimeOptions>;
  readonly #models = new Map<number, { readonly pack: ModelPackage; readonly batch: number }>();
  #backend: BackendInfo;
  #link: Promise<WorkerLink> | null = null;
  #current: WorkerLink | null = null;
  #lastKey = 0;
  #disposed = false;

  constructor(options: CpuRuntimeOptions) {
    this.#options = { threads: defaultThreads(), slowMs: 0, ...options };
    this.#backend = { name: options.backend, description: nameOf(options.backend), threads: 1 };
  }

  get backend(): BackendInfo {
    return this.#backend;
  }

  describe(description: string): void {
    this.#backend = { ...this.#backend, description };
  }

  async race(): Promise<number> {
    return (await (await this.#ready()).call('race', null)).ms;
  }

  async load(baseUrl: string, batch: number, progress: Progress): Promise<LoadedModel> {
    const link = await this.#ready();
    progress(0, 'Fetching the model');
    const pack = await fetchModel(baseUrl, (fraction) => progress(fraction * 0.3, 'Fetching the model'));
    const key = ++this.#lastKey;
    await link.call(
      'load',
      { key, pack, batch },
      {
        progress: (fraction, stage) => progress(0.3 + fraction * 0.7, stage),
      },
    );
    this.#models.set(key, { pack, batch });
    progress(1, `${pack.manifest.name} is ready`);
    return {
      manifest: pack.manifest,
      hash: pack.hash,
      infer: (input) => this.#infer(key, input),
      dispose: () => this.#unload(key),
    };
  }

  memoryUse(): Promise<{ tensors: number; bytes: number }> {
    return this.#ready().then((link) => link.call('memory', null));
  }

  /** Crashes the worker, as a broken driver does (tests). */
  async crash(): Promise<void> {
    await (await this.#ready()).call('crash', null);
  }

  dispose(): void {
    this.#disposed = true;
    this.#models.clear();
    this.#current?.close();
  }

  async #infer(key: number, input: TileInput): Promise<TileOutput> {
    const { count, size } = input;
    if (input.kind !== 'cpu' || !this.#models.has(key))
      throw new ReticleError(
        'model-failed',
        input.kind === 'cpu'
          ? 'The model was run after it was disposed.'
          : `${this.#backend.name} takes its tiles from memory, not from the graphics processor.`,
        'Restart the engine.',
      );
    const link = await this.#ready();
    const data = owned(input.data, count * size * size * 3);
    const { values } = await link.call(
      'infer',
      { key, data, count, size },
      {
        transfer: [data.buffer],
      },
    );
    return { kind: 'cpu', data: values, count };
  }

  #unload(key: number): void {
    if (!this.#models.delete(key)) return;
    // A worker that is dead has nothing to unload.
    this.#current?.call('unload', { key }).catch(() => {});
  }

  /** The worker, started and with all models: the living one, or a new one after a crash. */
  #ready(): Promise<WorkerLink> {
    if (this.#disposed)
      return Promise.reject(
        new ReticleError('model-failed', 'The models were already closed.', 'Restart the engine.'),
      );
    if (!this.#link || this.#current?.dead) {
      this.#link = this.#start();
      // A failed start is not remembered, so that the next call tries again.
      this.#link.catch(() => {
        this.#link = null;
      });
    }
    return this.#link;
  }

  async #start(): Promise<WorkerLink> {
    const worker = new Worker(new URL('./inference-worker.ts', import.meta.url), { type: 'module' });
    const link = new WorkerLink(worker);
    this.#current = link;
    try {
      const { threads } = await link.call('start', this.#options);
      this.#backend = { ...this.#backend, threads };
      for (const [key, { pack, batch }] of this.#models) await link.call('load', { key, pack, batch });
    } catch (cause) {
      link.close();
      throw cause;
    }
    if (this.#disposed) link.close();
    return link;
  }
}

/** The values in a buffer of their own that can be given away: the caller's array is then empty. */
function owned(data: Float32Array, length: number): Float32Array<ArrayBuffer> {
  if (data.length < length)
    throw new ReticleError(
      'model-failed',
      `A batch has ${data.length} values where it needs ${length}.`,
      'Restart the engine.',
    );
  const whole = data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength;
  return whole && data.length === length
    ? (data as Float32Array<ArrayBuffer>)
    : new Float32Array(data.subarray(0, length));
}

function nameOf(backend: CpuBackendName): string {
  return backend === 'wasm' ? 'WebAssembly' : 'WebGL';
}
