import type { CalibrationBasis } from './calibration';

/** `not-run`: not measured, or it could not be; never a pass. */
export type Verdict = 'pass' | 'fail' | 'not-run';

/** In the order of the report: colour and light, resolution and focus, scale, timing. */
export const CHECK_IDS = [
  'blank',
  'white-balance',
  'evenness',
  'exposure',
  'noise',
  'target-colour',
  'resolution',
  'focus',
  'scale',
  'frame-rate',
  'latency',
  'dropped-frames',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** One line of the self-test. The figure is null where it was not run. */
export interface Check {
  readonly id: CheckId;
  readonly verdict: Verdict;
  readonly figure: number | null;
  readonly limit: number;
  /** Whether the figure must stay below its limit or reach it. */
  readonly bound: 'at-most' | 'at-least';
  readonly unit: '%' | 'um' | 'fps' | 'ms';
}

/** A check as it is printed: with its name, where its limit comes from, and what to do where it failed. */
export interface ReportedCheck extends Check {
  readonly name: string;
  readonly limitFrom: string;
  /** Null where it passed. */
  readonly advice: string | null;
}

/** A self-test to keep. Plain JSON. */
export interface SelfTestReport {
  readonly kind: 'reticle-self-test';
  readonly schema: 1;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly software: string;
  readonly machine: {
    readonly adapter: string | null;
    readonly drawing: string | null;
    readonly inference: string | null;
    readonly browser: string;
  };
  readonly source: { readonly label: string; readonly width: number; readonly height: number } | null;
  readonly calibration: {
    readonly umPerPx: number | null;
    readonly basis: 'none' | CalibrationBasis;
    /** Half-width of the 95% interval, um/px. */
    readonly uncertaintyUmPerPx: number | null;
    readonly profile: string | null;
    readonly objective: number | null;
  };
  /** When the blank field was taken that light and white balance are corrected by; null: frames are as they come. */
  readonly flatField: string | null;
  /** um/px by the stage micrometer of the self-test. */
  readonly micrometerUmPerPx: number | null;
  readonly models: readonly { readonly id: string; readonly version: string; readonly hash: string }[];
  /** When each part was measured, ISO 8601; null: not. */
  readonly measuredAt: Readonly<Record<'blank' | 'target' | 'timing', string | null>>;
  /** `fail` where any check failed, `not-run` where none did and one was not run. */
  readonly verdict: Verdict;
  readonly checks: readonly ReportedCheck[];
}

/** One verdict of all: a failure counts most, then what was not run. */
export function overallVerdict(checks: readonly Pick<Check, 'verdict'>[]): Verdict {
  if (checks.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return checks.length > 0 && checks.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'not-run';
}
