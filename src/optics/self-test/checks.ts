import type { Check, CheckId } from '../../domain/self-test';
import type { BlankField } from './blank-field';
import type { Target } from './target';

/** What was measured; null: not yet, or it could not be. */
export interface Measurements {
  readonly blank: BlankField | null;
  readonly target: Target | null;
  readonly timing: Timing | null;
  /** In force while the target was measured. */
  readonly umPerPx: number | null;
  /** Largest blur that a loaded model tolerates, sigma in um; null without a model. */
  readonly maxBlurUm: number | null;
}

export interface Timing {
  readonly framesPerSecond: number;
  /** Capture to display, 95th percentile, ms. */
  readonly latencyMs: number | null;
  /** Frames that the source had and nobody could take, of all; null: there was none. */
  readonly droppedShare: number | null;
}

/** Limits; the origin of each is shown beside it (app/i18n/en-self-test.ts). */
const LIMITS = {
  structured: 0.05,
  cast: 0.1,
  evenness: 0.8,
  clipped: 0.001,
  noise: 0.03,
  tint: 0.1,
  scale: 0.03,
  framesPerSecond: 10,
  latencyMs: 100,
  dropped: 0.5,
  blurUm: 1,
} as const;

/**
 * The bench tests of a microscope with its camera, in the order of the technical tests that the guidance on whole
 * slide imaging devices asks for (FDA 2016; 21 CFR 864.3700): colour, light, resolution, focus, scale, timing.
 */
export function selfTest(measured: Measurements): readonly Check[] {
  const { blank, target, timing, umPerPx } = measured;
  // Tissue or dust in the field spoils every figure of light and colour.
  const clean = blank !== null && blank.structured <= LIMITS.structured ? blank : null;
  const maxBlurUm = measured.maxBlurUm ?? LIMITS.blurUm;
  const blur = target?.blurUm ?? [];
  return [
    atMost('blank', percent(blank?.structured), 100 * LIMITS.structured, '%'),
    atMost('white-balance', percent(clean?.cast), 100 * LIMITS.cast, '%'),
    atLeast('evenness', percent(clean?.evenness), 100 * LIMITS.evenness, '%'),
    atMost('exposure', percent(clean?.clipped), 100 * LIMITS.clipped, '%'),
    atMost('noise', percent(clean?.noise), 100 * LIMITS.noise, '%'),
    atMost('target-colour', percent(target?.tint), 100 * LIMITS.tint, '%'),
    atMost('resolution', blur.length > 0 ? Math.min(...blur) : null, maxBlurUm, 'um'),
    // One part of the field does not represent the others.
    atMost('focus', blur.length > 1 ? Math.max(...blur) : null, maxBlurUm, 'um'),
    atMost('scale', scaleError(umPerPx, target), 100 * LIMITS.scale, '%'),
    atLeast('frame-rate', timing?.framesPerSecond ?? null, LIMITS.framesPerSecond, 'fps'),
    atMost('latency', timing?.latencyMs ?? null, LIMITS.latencyMs, 'ms'),
    atMost('dropped-frames', percent(timing?.droppedShare), 100 * LIMITS.dropped, '%'),
  ];
}

const percent = (share: number | null | undefined) =>
  share === null || share === undefined ? null : 100 * share;

const scaleError = (umPerPx: number | null, target: Target | null) =>
  umPerPx === null || target === null ? null : 100 * Math.abs(umPerPx / target.umPerPx - 1);

const atMost = (id: CheckId, figure: number | null, limit: number, unit: Check['unit']): Check => ({
  id,
  figure,
  limit,
  unit,
  bound: 'at-most',
  verdict: figure === null ? 'not-run' : figure <= limit ? 'pass' : 'fail',
});

const atLeast = (id: CheckId, figure: number | null, limit: number, unit: Check['unit']): Check => ({
  id,
  figure,
  limit,
  unit,
  bound: 'at-least',
  verdict: figure === null ? 'not-run' : figure >= limit ? 'pass' : 'fail',
});
