import type { ErrorReport } from '../domain/errors';
import type { ModelPackage } from './store';

export type CpuBackendName = 'wasm' | 'webgl';

export type CrashKind = 'throw' | 'lose-context';

/** Calls that the inference worker answers, each with what goes in and what comes out. */
export interface WorkerCalls {
  start: { in: { backend: CpuBackendName; slowMs: number }; out: null };
  /** Builds and checks a model under a key of the caller's. Progress 0..1 comes as events. */
  load: { in: { key: number; pack: ModelPackage; batch: number }; out: null };
  infer: {
    in: { key: number; data: Float32Array<ArrayBuffer>; count: number; size: number };
    out: { values: Float32Array<ArrayBuffer> };
  };
  unload: { in: { key: number }; out: null };
  memory: { in: null; out: { tensors: number; bytes: number } };
  race: { in: null; out: { ms: number } };
  /** Throws outside of any call, or loses the WebGL context, as a broken driver does (tests). */
  crash: { in: { how: CrashKind }; out: null };
}

export type CallName = keyof WorkerCalls;

export type WorkerRequest = {
  [Name in CallName]: { readonly id: number; readonly call: Name; readonly args: WorkerCalls[Name]['in'] };
}[CallName];

export type WorkerReply =
  | { readonly kind: 'done'; readonly id: number; readonly result: WorkerCalls[CallName]['out'] }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly error: ErrorReport;
      /** The worker cannot be used any more: its memory or its graphics context is gone. */
      readonly fatal: boolean;
    }
  | { readonly kind: 'progress'; readonly id: number; readonly fraction: number; readonly stage: string };
