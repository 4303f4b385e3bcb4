import type { ModelPackage } from '../domain/model-package';

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
  }): Float32Array<ArrayBuffer>;
  unload(request: { readonly key: number }): null;
  memory(): { readonly tensors: number; readonly bytes: number };
  /** Time of the race's network, ms. */
  race(): number;
  /**
   * Throws outside of any call, ends itself, runs for ever or loses the WebGL context, so many ms after the answer, as a
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
