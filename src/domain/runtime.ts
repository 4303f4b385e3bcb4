import type { ModelManifest } from './manifest';
import type { ModelPackage } from './model-package';
import type { TileInput, TileOutput } from './tile';

/** tfjs backends, best first. On a software WebGPU adapter inference runs on WASM (measured, see docs/adr). */
export type BackendName = 'webgpu' | 'webgl' | 'wasm';

export interface BackendInfo {
  readonly name: BackendName;
  /** Shown to the user, with the adapter and why this one was chosen. */
  readonly description: string;
  /** WASM threads, 1 elsewhere. */
  readonly threads: number;
}

/** A model ready to run. One inference at a time; the caller awaits each. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  /** As {@link ModelPackage.hash}. */
  readonly hash: string;
  /** Where it runs, if not where the runtime says: models that users bring run beside the graphics processor. */
  readonly place?: { readonly memory: 'gpu' | 'cpu'; readonly lanes: number };
  /** Runs one batch. Throws ReticleError 'model-failed'. */
  infer(input: TileInput): Promise<TileOutput>;
  dispose(): void;
}

/** Warm-up progress, 0..1, with what is being done in words. */
export type Progress = (fraction: number, stage: string) => void;

/** Where models are run: tfjs now, others behind the same interface. */
export interface SegmentationRuntime {
  readonly backend: BackendInfo;
  /** 'gpu' runtimes take and give GPU buffers of the shared device, 'cpu' ones Float32Arrays. */
  readonly memory: 'gpu' | 'cpu';
  /** Builds a model, checks what it gives, and warms it up (tile batch of `batch`). Throws ReticleError. */
  build(pack: ModelPackage, batch: number, progress: Progress): Promise<LoadedModel>;
  /** Live tensors and bytes, for the diagnostics. */
  memoryUse(): Promise<{ readonly tensors: number; readonly bytes: number }>;
  dispose(): void;
}
