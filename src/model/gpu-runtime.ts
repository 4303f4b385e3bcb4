import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { wallClock } from '../domain/clock';
import { ReticleError } from '../domain/errors';
import type { ModelPackage } from '../domain/model-package';
import type { BackendInfo, LoadedModel, Progress } from '../domain/runtime';
import type { TileInput, TileOutput } from '../domain/tile';
import { Turns } from '../domain/turns';
import type { Gpu } from '../gpu/device';
import { releaseUnusedBuffers } from './buffer-pool';
import type { Candidate } from './candidate';
import { buildNetwork, type Network } from './network';
import { preflight } from './preflight';
import { raceCurrentBackend } from './race';

export interface GpuRuntimeOptions {
  /** Delays each inference, ms (tests). */
  readonly slowMs?: number;
  /** Bytes of tfjs buffers above which the unused ones are given back when a batch has another size. */
  readonly poolBytes?: number;
}

const POOL_BYTES = 192 * 2 ** 20;

const BACKEND = 'webgpu';

/**
 * tfjs on the shared device. One runtime lives at a time in a worker, as tfjs has one backend of a name.
 * @throws ReticleError 'backend-missing' where tfjs does not start on this device
 */
export async function createGpuRuntime(gpu: Gpu, options: GpuRuntimeOptions = {}): Promise<GpuRuntime> {
  tf.enableProdMode();
  if (tf.findBackendFactory(BACKEND)) tf.removeBackend(BACKEND);
  const backend = new WebGPUBackend(gpu.device, gpu.adapterInfo);
  tf.registerBackend(BACKEND, () => backend);
  if (!(await tf.setBackend(BACKEND)))
    throw new ReticleError(
      'backend-missing',
      'TensorFlow.js could not start on this graphics processor.',
      'Update the browser and the graphics driver, or choose WebAssembly.',
    );
  return new GpuRuntime(gpu, backend, options);
}

/** Models on the device that our own passes use: tiles come and go as GPU buffers, without copies to the CPU. */
export class GpuRuntime implements Candidate {
  readonly memory = 'gpu';
  readonly #turns = new Turns();
  readonly #networks = new Set<Network>();
  #backend: BackendInfo = { name: 'webgpu', description: 'WebGPU', threads: 1 };
  #lost = false;
  #disposed = false;
  #shape = '';

  constructor(
    private readonly gpu: Gpu,
    private readonly tfjs: WebGPUBackend,
    private readonly options: GpuRuntimeOptions,
  ) {
    void gpu.device.lost.then(() => {
      this.#lost = true;
    });
  }

  get backend(): BackendInfo {
    return this.#backend;
  }

  describe(description: string): void {
    this.#backend = { ...this.#backend, description };
  }

  race(): Promise<number> {
    return this.#turns.take(async () => {
      this.#check();
      return raceCurrentBackend();
    });
  }

  async build(pack: ModelPackage, batch: number, progress: Progress): Promise<LoadedModel> {
    this.#check();
    const { manifest, hash } = pack;
    const network = await this.#turns.take(async () => {
      this.#check();
      progress(0.1, `Building ${manifest.name}`);
      const built = await buildNetwork(pack);
      this.#networks.add(built);
      try {
        progress(0.4, `Warming up ${manifest.name}`);
        await this.#compile(built, batch, manifest.tile);
        await preflight(manifest, batch, async (data, count, size) => {
          const input = tf.tensor4d(data, [count, size, size, 3]);
          const output = built.run(input);
          input.dispose();
          const values = await output.data<'float32'>();
          output.dispose();
          this.#check();
          return { values, shape: output.shape };
        });
        return built;
      } catch (cause) {
        this.#drop(built);
        throw cause;
      }
    });
    return {
      manifest,
      hash,
      infer: (input) => this.#turns.take(() => this.#infer(network, manifest.name, input)),
      dispose: () => this.#drop(network),
    };
  }

  async memoryUse(): Promise<{ tensors: number; bytes: number }> {
    return { tensors: tf.memory().numTensors, bytes: this.tfjs.memory().numBytesAllocatedInGPU };
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const network of this.#networks) network.dispose();
    this.#networks.clear();
    // Another runtime may have taken the name already.
    if (tf.findBackend(BACKEND) === this.tfjs) tf.removeBackend(BACKEND);
    else this.tfjs.dispose();
  }

  async #infer(network: Network, name: string, input: TileInput): Promise<TileOutput> {
    this.#check();
    if (input.kind !== 'gpu' || !this.#networks.has(network))
      throw failed(
        name,
        input.kind === 'gpu' ? 'was run after it was disposed' : 'was given tiles that are not on the GPU',
      );
    if (this.options.slowMs) await wallClock.wait(this.options.slowMs);
    const { device } = this.gpu;
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    let output: TileOutput | null = null;
    let cause: unknown = null;
    try {
      output = this.#submit(network, input);
    } catch (error) {
      cause = error;
    }
    // Until the GPU is done, so that one inference is in flight and its time is the true one.
    const waits = [
      device.popErrorScope(),
      device.popErrorScope(),
      device.queue.onSubmittedWorkDone(),
    ] as const;
    const answers = await Promise.all(waits).catch((error: unknown) => [error]);
    const fault = cause ?? answers.find((answer) => answer !== null && answer !== undefined);
    if (output && !fault && !this.#lost) return output;
    if (output?.kind === 'gpu') output.dispose();
    this.#check();
    throw failed(name, `failed: ${fault instanceof Error ? fault.message : faultText(fault)}`, fault);
  }

  /** Synchronous, so that nothing comes between the error scopes. */
  #submit(network: Network, { buffer, count, size }: Extract<TileInput, { kind: 'gpu' }>): TileOutput {
    const shape = `${count} ${size}`;
    const pool = this.options.poolBytes ?? POOL_BYTES;
    if (shape !== this.#shape && this.tfjs.memory().numBytesAllocatedInGPU > pool)
      releaseUnusedBuffers(this.tfjs);
    this.#shape = shape;
    // Never read this tensor: tfjs would keep the values of the first tile.
    const input = tf.tensor({ buffer, zeroCopy: true }, [count, size, size, 3]) as tf.Tensor4D;
    try {
      const output = network.run(input);
      // Submits what tfjs has recorded; without it the buffer would hold older values.
      const copy = output.dataToGPU();
      output.dispose();
      const result = copy.buffer;
      if (!result) throw new Error('TensorFlow.js gave no buffer');
      return { kind: 'gpu', buffer: result, count, dispose: () => copy.tensorRef.dispose() };
    } finally {
      input.dispose();
    }
  }

  /** Has the driver compile all shaders of a network at once instead of one after another. */
  async #compile(network: Network, count: number, size: number): Promise<void> {
    const input = tf.zeros<tf.Rank.R4>([count, size, size, 3]);
    tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true);
    try {
      network.run(input).dispose();
      await this.tfjs.checkCompileCompletionAsync();
    } finally {
      tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', false);
      input.dispose();
    }
  }

  #drop(network: Network): void {
    if (this.#networks.delete(network)) network.dispose();
  }

  #check(): void {
    if (this.#lost)
      throw new ReticleError(
        'webgpu-lost',
        'The graphics processor was reset while a model ran on it.',
        'Reticle starts it again by itself.',
      );
    if (this.#disposed)
      throw new ReticleError('model-failed', 'The models were already closed.', 'Restart the engine.');
  }
}

function failed(name: string, what: string, cause?: unknown): ReticleError {
  return new ReticleError(
    'model-failed',
    `The model "${name}" ${what}.`,
    'It is tried again; if this stays, choose another backend.',
    { cause },
  );
}

function faultText(fault: unknown): string {
  return typeof fault === 'object' && fault !== null && 'message' in fault
    ? String(fault.message)
    : String(fault);
}
