import type { CalibrationBasis } from './calibration';
import type { ErrorReport } from './errors';
import type { BackendInfo } from './runtime';

/** Percentiles of the last few hundred samples, ms. Null until there is a sample. */
export interface StageTiming {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly samples: number;
}

export const STAGES = ['capture', 'optics', 'tracking', 'inference', 'overlay'] as const;
export type StageName = (typeof STAGES)[number];

export interface ModelDiagnostics {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  readonly operatingPoint: string;
  readonly threshold: number;
}

/** What `window.reticle.diagnostics()` returns and the Diagnostics panel shows. Plain JSON. */
export interface Diagnostics {
  readonly displayedFrames: number;
  readonly displayedFramesPerSecond: number;
  readonly droppedFrames: number;
  /** Capture to display, ms. */
  readonly latency: StageTiming | null;
  readonly stages: Readonly<Record<StageName, StageTiming | null>>;
  /** Time since the frame was captured from which the newest shown cell was inferred, ms; null without one. */
  readonly overlayAgeMs: number | null;
  readonly tiles: {
    readonly inferred: number;
    readonly reused: number;
    readonly skipped: number;
    readonly pending: number;
  };
  readonly adapter: string;
  readonly drawing: 'webgpu' | 'canvas-2d';
  readonly backend: BackendInfo | null;
  readonly gpuBytes: number;
  readonly tensors: number;
  readonly models: readonly ModelDiagnostics[];
  readonly frameSize: { readonly width: number; readonly height: number } | null;
  readonly umPerPx: number | null;
  readonly calibration: 'none' | CalibrationBasis;
  readonly stage: {
    readonly x: number;
    readonly y: number;
    readonly confidence: number;
    readonly island: number;
  } | null;
  /** Error count since start, and the last few. */
  readonly errorCount: number;
  readonly errors: readonly (ErrorReport & { readonly at: number })[];
}
