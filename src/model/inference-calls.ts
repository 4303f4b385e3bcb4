import type { ModelPackage } from '../domain/model-package';
import type { Step } from '../domain/processing';
import type { ParityTest } from './reading/draft';

export type CpuBackendName = 'wasm' | 'webgl';

export type CrashKind = 'throw' | 'close' | 'block' | 'lose-context';

/** Calls that the inference worker answers. */
export interface InferenceCalls {
  start(options: { readonly backend: CpuBackendName; readonly slowMs: number }): null;
  /** Builds and checks a model under a key of the caller's. Tells its progress. */
  load(request: LoadRequest): null;
  infer(request: {
    readonly key: number;
    /** RGB 0..1, count * size * size * 3. */
    readonly data: Float32Array<ArrayBuffer>;
    readonly count: number;
    readonly size: number;
    /** Of a user's own model: the steps of its input, worked out on the field that the tiles are of. */
    readonly steps?: readonly Step[] | undefined;
  }): Float32Array<ArrayBuffer>;
  /** What a network alone gives for zeros of these axes: nothing of it is kept. */
  probe(request: {
    readonly pack: Pick<ModelPackage, 'topology' | 'weights'>;
    readonly name: string;
    readonly dims: readonly number[];
  }): readonly number[];
  /** The greatest difference between what a loaded model's network gives and what its author saw, and where. */
  parity(request: { readonly key: number; readonly test: ParityTest }): number;
  unload(request: { readonly key: number }): null;
  memory(): { readonly tensors: number; readonly bytes: number };
  /** Time of the race's network, ms. */
  race(): number;
  /**
   * Throws outside of any call, ends itself, runs forever or loses the WebGL context, so many ms after the answer, as a
   * broken driver does (tests).
   */
  crash(request: { readonly how: CrashKind; readonly afterMs: number }): null;
}

export interface LoadRequest {
  readonly key: number;
  readonly pack: ModelPackage;
  /** Tiles that the model is warmed up with. */
  readonly batch: number;
}
