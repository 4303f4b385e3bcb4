import { ReticleError } from '../domain/errors';
import type { ModelPackage } from '../domain/model-package';
import type { BackendInfo, LoadedModel, Progress } from '../domain/runtime';
import type { TileInput, TileOutput } from '../domain/tile';
import { Turns } from '../domain/turns';
import type { Candidate } from './candidate';
import type { CpuBackendName, CrashKind } from './inference-calls';
import { joined } from './joined';
import { FIRST_RUN_MS, ModelWorker } from './model-worker';

export interface CpuRuntimeOptions {
  readonly backend: CpuBackendName;
  /** Workers that share a batch; {@link defaultThreads} by default for WASM, always 1 for WebGL. */
  readonly threads?: number;
  /** Delays each inference, ms (tests). */
  readonly slowMs?: number;
}

const MAX_THREADS = 4;

/** So many times its last time a user's model may take. */
const SLOWER = 6;

/** Half the logical cores, as two of them commonly share one arithmetic unit, and the display needs its own. */
export function defaultThreads(cores = globalThis.navigator?.hardwareConcurrency ?? 1): number {
  return Math.min(MAX_THREADS, Math.max(1, Math.floor(cores / 2)));
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
 * Models on WASM or WebGL, in workers. `infer` gives the input array away: it is empty afterwards, where it owns
 * its whole buffer. A crash fails the inference under way with 'worker-crashed'; the next one works again.
 */
export class CpuRuntime implements Candidate {
  readonly memory = 'cpu';
  readonly #workers: readonly ModelWorker[];
  readonly #turns = new Turns();
  /** Models that are loaded; of a user's, how long its worker may be silent, ms. */
  readonly #loaded = new Map<number, number>();
  #backend: BackendInfo;
  #lastKey = 0;
  #underWay = 0;
  /** As last reported. */
  #memoryUse: { readonly tensors: number; readonly bytes: number } | null = null;

  constructor({ backend, threads = defaultThreads(), slowMs = 0 }: CpuRuntimeOptions) {
    const count = backend === 'wasm' ? threads : 1;
    this.#workers = Array.from({ length: count }, () => new ModelWorker({ backend, slowMs }));
    this.#backend = { name: backend, description: nameOf(backend), threads: count };
  }

  get backend(): BackendInfo {
    return this.#backend;
  }

  describe(description: string): void {
    this.#backend = { ...this.#backend, description };
  }

  /** All workers run it at once, as they share a batch; the time is for one field. */
  async race(): Promise<number> {
    const times = await this.#each((worker) => worker.call('race', undefined));
    return Math.max(...times) / times.length;
  }

  async build(pack: ModelPackage, batch: number, progress: Progress): Promise<LoadedModel> {
    const key = ++this.#lastKey;
    const share = Math.ceil(batch / this.#workers.length);
    try {
      // The workers go through the same steps side by side; the first one's are shown.
      await this.#each((worker, index) =>
        worker.load(
          { key, pack, batch: share },
          index === 0 ? (fraction, stage) => progress(fraction, stage) : undefined,
        ),
      );
    } catch (cause) {
      for (const worker of this.#workers) worker.unload(key);
      throw cause;
    }
    this.#loaded.set(key, pack.manifest.network ? FIRST_RUN_MS : 0);
    return {
      manifest: pack.manifest,
      hash: pack.hash,
      place: { memory: 'cpu', lanes: this.#workers.length },
      infer: async (input) => {
        this.#underWay++;
        try {
          return await this.#turns.take(() => this.#infer(key, pack.manifest.name, input));
        } finally {
          this.#underWay--;
        }
      },
      dispose: () => {
        this.#loaded.delete(key);
        for (const worker of this.#workers) worker.unload(key);
      },
    };
  }

  /** While an inference is under way its workers answer nothing else: then as it was told before. */
  async memoryUse(): Promise<{ readonly tensors: number; readonly bytes: number }> {
    if (this.#underWay > 0 && this.#memoryUse) return this.#memoryUse;
    const uses = await this.#each((worker) => worker.call('memory', undefined));
    this.#memoryUse = {
      tensors: uses.reduce((sum, use) => sum + use.tensors, 0),
      bytes: uses.reduce((sum, use) => sum + use.bytes, 0),
    };
    return this.#memoryUse;
  }

  /** Harms a worker so many ms after its answer, as a broken driver does (tests). */
  async crash(how: CrashKind = 'throw', afterMs = 0): Promise<void> {
    await this.#workers[0]?.call('crash', { how, afterMs });
  }

  dispose(): void {
    this.#loaded.clear();
    for (const worker of this.#workers) worker.close();
  }

  async #infer(key: number, name: string, input: TileInput): Promise<TileOutput> {
    const fail = (what: string) =>
      new ReticleError('model-failed', `The model "${name}" ${what}.`, 'Restart the engine.');
    if (input.kind !== 'cpu') throw fail('was given tiles on the graphics processor, and runs beside it');
    if (!this.#loaded.has(key)) throw fail('was run after it was disposed');
    const { data, count, size } = input;
    const tile = size * size * 3;
    if (data.length < count * tile)
      throw fail(`was given ${data.length} values where a batch of ${count} has ${count * tile}`);
    const share = Math.ceil(count / this.#workers.length);
    const silentForMs = this.#loaded.get(key) ?? 0;
    const began = performance.now();
    const parts = await this.#each(async (worker, index) => {
      const tiles = Math.min(share, count - index * share);
      if (tiles <= 0) return new Float32Array(0);
      const part = owned(data, index * share * tile, tiles * tile);
      const request = { key, data: part, count: tiles, size, steps: input.steps };
      return worker.call('infer', request, { transfer: [part.buffer], silentForMs });
    });
    // One that hangs later is noticed sooner than at first.
    if (silentForMs > 0) this.#loaded.set(key, SLOWER * (performance.now() - began));
    return { kind: 'cpu', data: joined(parts), count };
  }

  /** Waits for all, so that no call is under way when one has failed. */
  async #each<T>(task: (worker: ModelWorker, index: number) => Promise<T>): Promise<T[]> {
    const results = await Promise.allSettled(this.#workers.map(task));
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }
}

/** The values in a buffer of their own, which can be given away: the array itself where it is that. */
function owned(data: Float32Array, from: number, length: number): Float32Array<ArrayBuffer> {
  const { buffer } = data;
  return buffer instanceof ArrayBuffer && buffer.byteLength === length * 4
    ? new Float32Array(buffer)
    : new Float32Array(data.subarray(from, from + length));
}

function nameOf(backend: CpuBackendName): string {
  return backend === 'wasm' ? 'WebAssembly' : 'WebGL';
}
