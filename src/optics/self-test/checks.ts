import type { BlankField } from './blank-field';
import type { EdgeRise } from './edge-rise';

export type Verdict = 'pass' | 'fail' | 'not-run';

export type CheckId =
  | 'blank'
  | 'white-balance'
  | 'evenness'
  | 'exposure'
  | 'noise'
  | 'resolution'
  | 'scale'
  | 'frame-rate'
  | 'latency'
  | 'dropped-frames';

/** One line of the self-test. The figure is null where it was not run. */
export interface Check {
  readonly id: CheckId;
  readonly verdict: Verdict;
  readonly figure: number | null;
  readonly limit: number;
  /** Whether the figure must stay below its limit or reach it. */
  readonly bound: 'at-most' | 'at-least';
  readonly unit: '' | '%' | 'um' | 'fps' | 'ms';
}

/** What was measured; null: not yet, or it could not be. */
export interface Measurements {
  readonly blank: BlankField | null;
  readonly edge: EdgeRise | null;
  readonly umPerPx: number | null;
  /** um/px that a stage micrometer gave. */
  readonly micrometerUmPerPx: number | null;
  readonly framesPerSecond: number | null;
  /** Capture to display, 95th percentile, ms. */
  readonly latencyMs: number | null;
  /** Frames that the source had and nobody could take, of all. */
  readonly droppedShare: number | null;
  /** Largest blur that a loaded model tolerates, sigma in um; null without a model. */
  readonly maxBlurUm: number | null;
}

/** A Gaussian edge climbs from 10% to 90% in so many sigma. */
const RISE_PER_SIGMA = 2.563;

/** Limits: white balance 10% in a channel, noise 3%, scale 3% and blur are what the models were tested under. */
const LIMITS = {
  structured: 0.05,
  cast: 0.1,
  evenness: 0.8,
  clipped: 0.001,
  noise: 0.03,
  scale: 0.03,
  framesPerSecond: 10,
  latencyMs: 100,
  dropped: 0.5,
  blurUm: 1,
} as const;

/**
 * The bench tests of a microscope with its camera, in the order of the technical tests that the guidance on whole
 * slide imaging devices asks for (FDA 2016; special controls of 21 CFR 864.3700): colour, light, resolution, scale,
 * timing.
 */
export function selfTest(measured: Measurements): readonly Check[] {
  const { blank, edge, umPerPx, micrometerUmPerPx } = measured;
  // Tissue or dust in the field spoils every figure of light and colour.
  const clean = blank !== null && blank.structured <= LIMITS.structured ? blank : null;
  const percent = (value: number | undefined) => (value === undefined ? null : 100 * value);
  const blurUm = edge && umPerPx ? (edge.risePx / RISE_PER_SIGMA) * umPerPx : null;
  const scaleError = umPerPx && micrometerUmPerPx ? 100 * Math.abs(umPerPx / micrometerUmPerPx - 1) : null;
  return [
    atMost('blank', percent(blank?.structured), 100 * LIMITS.structured, '%'),
    atMost('white-balance', percent(clean?.cast), 100 * LIMITS.cast, '%'),
    atLeast('evenness', percent(clean?.evenness), 100 * LIMITS.evenness, '%'),
    atMost('exposure', percent(clean?.clipped), 100 * LIMITS.clipped, '%'),
    atMost('noise', percent(clean?.noise), 100 * LIMITS.noise, '%'),
    atMost('resolution', blurUm, measured.maxBlurUm ?? LIMITS.blurUm, 'um'),
    atMost('scale', scaleError, 100 * LIMITS.scale, '%'),
    atLeast('frame-rate', measured.framesPerSecond, LIMITS.framesPerSecond, 'fps'),
    atMost('latency', measured.latencyMs, LIMITS.latencyMs, 'ms'),
    atMost('dropped-frames', percent(measured.droppedShare ?? undefined), 100 * LIMITS.dropped, '%'),
  ];
}

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
