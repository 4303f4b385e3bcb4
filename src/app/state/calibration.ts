import type { CalibrationProfile } from '../../domain/calibration';
import type { SizePx } from '../../domain/geometry';
import type { Calibration } from '../../engine/port';

/** Objectives offered where the source does not know its own. */
export const OBJECTIVES = [2, 4, 10, 20, 40, 60, 100] as const;

/** Bounds of a believable scale, um/px: below, light resolves nothing; above, no objective is that weak. */
export const MIN_UM_PER_PX = 0.02;
export const MAX_UM_PER_PX = 20;

/** Scale of an ordinary camera adapter: 10 um of camera pixel and relay divided by the magnification. */
export function nominalUmPerPx(objective: number): number {
  return 10 / objective;
}

export type ScaleProblem = 'empty' | 'not-a-number' | 'not-positive' | 'too-small' | 'too-large';

/** Characters of a typed scale, its unit and spaces included. */
const MAX_TYPED = 60;

/** Reads a um/px typed by a person; a decimal comma is understood. */
export function parseUmPerPx(text: string): { readonly value: number } | { readonly problem: ScaleProblem } {
  const typed = text.trim();
  if (typed.length > MAX_TYPED) return { problem: 'not-a-number' };
  const trimmed = typed.replace(/\s*(um|µm|μm)\s*\/\s*px$/i, '');
  if (trimmed === '') return { problem: 'empty' };
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(trimmed)) return { problem: 'not-a-number' };
  const value = Number(trimmed.replace(',', '.'));
  if (!Number.isFinite(value)) return { problem: 'too-large' };
  if (value <= 0) return { problem: 'not-positive' };
  if (value < MIN_UM_PER_PX) return { problem: 'too-small' };
  if (value > MAX_UM_PER_PX) return { problem: 'too-large' };
  return { value };
}

/** How many times the nominal scale an entered one is, where that is far enough off to ask; else null. */
export function suspiciousRatio(umPerPx: number, objective: number | null): number | null {
  if (objective === null) return null;
  const ratio = umPerPx / nominalUmPerPx(objective);
  return ratio > 1.8 || ratio < 1 / 1.8 ? ratio : null;
}

/** Key under which an entered scale is remembered: it belongs to one camera at one resolution and objective. */
export function calibrationKey(
  camera: string,
  size: SizePx,
  objective: number | null,
  relay: number | null,
): string {
  const adapter = relay === null ? '' : `|${relay}`;
  return `${camera}|${size.width}x${size.height}|${objective ?? 'none'}${adapter}`;
}

export interface CalibrationInputs {
  readonly objective: number | null;
  /** Typed for this camera and objective. */
  readonly entered: number | null;
  /** Measured for these optics. */
  readonly profile?: CalibrationProfile | null;
}

/** What the engine gets; null means not calibrated, and nothing is inferred. */
export function calibrationOf({ objective, entered, profile }: CalibrationInputs): Calibration | null {
  if (entered !== null) return { umPerPx: entered, basis: 'entered', objective };
  if (profile)
    return {
      umPerPx: profile.umPerPx,
      basis: profile.basis,
      objective,
      uncertaintyUmPerPx: profile.uncertaintyUmPerPx,
      profile: profile.name,
    };
  if (objective === null) return null;
  return { umPerPx: nominalUmPerPx(objective), basis: 'nominal', objective };
}
