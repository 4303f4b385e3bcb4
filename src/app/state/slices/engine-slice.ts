import type { BackendInfo } from '../../../domain/runtime';
import type { EngineStatus } from '../../../engine/port';
import type { SilentWorker } from '../../../rpc/silence-board';

export interface EngineView {
  readonly phase: 'starting' | 'running' | 'crashed';
  readonly drawing: 'webgpu' | 'canvas-2d' | null;
  readonly adapter: string | null;
  readonly backend: BackendInfo | null;
  /** Of the warm-up; null before and after. */
  readonly progress: { readonly fraction: number; readonly stage: string } | null;
}

/** How the engine does. Kept by EngineSession. */
export interface EngineSlice {
  readonly engine: EngineView;
  readonly status: EngineStatus;
  /** A worker of the page, the engine among them, that does not answer. */
  readonly silent: SilentWorker | null;
}

export const ENGINE_STARTS: EngineSlice = {
  engine: { phase: 'starting', drawing: null, adapter: null, backend: null, progress: null },
  status: { code: 'starting', examined: 0 },
  silent: null,
};
