import { complexSquare, SIDE, transform } from './fourier';
import { HALF, lessRings, RADIUS, signed } from './rings';
import type { Spectra } from './spectra';

/** Share of the highest frequency beyond which there is nothing but noise, and where that is measured. */
const HIGHEST = 0.9 * (SIDE / 2);
const NOISE = 0.84 * (SIDE / 2);
/** Farthest a copy may lie, as a share of the square: beyond, too little of it lies on the other. */
const FARTHEST = 0.7;
/** Lags around one that tell how much cepstra scatter there, px. */
const NEAR = 4;

/**
 * Peaks from which a field lies on a copy of itself, by lag in px: how many standard deviations of its surroundings they
 * have, and how high they are. Near lags are those of the tissue's own grain. See README.md.
 */
export const ECHO_LIMITS = [
  { from: 3.9, to: 5, deviations: 6, height: 0.1 },
  { from: 5, to: 13, deviations: 8.5, height: 0 },
  { from: 13, to: SIDE / 2 - 4, deviations: 13, height: 0 },
] as const;

/**
 * How far the strongest echo reaches its limit: 1 and more where a field lies on a moved copy of itself. Such a field has
 * ripples in its power, which are a peak at the shift in the transform of the logarithm: the cepstrum (Bogert, Healy and
 * Tukey 1963). Both squares are transformed as one.
 */
export function strongestEcho(fine: Spectra, coarse: Spectra): number {
  const square = complexSquare();
  ripples(fine.luma, square.re);
  ripples(coarse.luma, square.im);
  transform(square);
  // As ripples are even, the transform of either is real, and the two stay apart.
  return Math.max(strongest(square.re, fine), strongest(square.im, coarse));
}

function ripples(power: Float64Array, into: Float64Array): void {
  const noise = noiseOf(power);
  const whole = SIDE * SIDE;
  const loud = lessRings(power.map((value) => (value > noise ? value : noise)));
  for (let i = 0; i < whole; i++) into[i] = (RADIUS[i] ?? 0) < HIGHEST ? (loud[i] ?? 0) / whole : 0;
}

/** ln of the power of the finest detail, which is mostly noise. */
function noiseOf(power: Float64Array): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < power.length; i += 3)
    if ((RADIUS[i] ?? 0) > NOISE) {
      sum += power[i] ?? 0;
      count++;
    }
  return sum / count + 0.5;
}

function strongest(cepstrum: Float64Array, { width, height }: Spectra): number {
  const spread = spreadByLag(cepstrum);
  let most = 0;
  for (let i = 0; i < cepstrum.length; i++) {
    const lag = RADIUS[i] ?? 0;
    const limit = HALF[i] ? ECHO_LIMITS.find(({ from, to }) => lag >= from && lag < to) : undefined;
    if (!limit) continue;
    if (Math.abs(signed(i % SIDE)) > FARTHEST * width) continue;
    if (Math.abs(signed(Math.floor(i / SIDE))) > FARTHEST * height) continue;
    const peak = cepstrum[i] ?? 0;
    const reached = peak / Math.max(1e-9, spread[Math.floor(lag)] ?? 0) / limit.deviations;
    if (reached > most)
      most = limit.height > 0 ? Math.max(most, Math.min(reached, peak / limit.height)) : reached;
  }
  return most;
}

/** Standard deviation by lag, without what stands out: a peak has no say in it. */
function spreadByLag(cepstrum: Float64Array): Float64Array {
  let spread = new Float64Array(SIDE / 2).fill(Number.POSITIVE_INFINITY);
  for (let pass = 0; pass < 3; pass++) {
    const [sums, counts] = [new Float64Array(SIDE / 2), new Float64Array(SIDE / 2)];
    for (let i = 0; i < cepstrum.length; i++) {
      const lag = Math.floor(RADIUS[i] ?? 0);
      const size = Math.abs(cepstrum[i] ?? 0);
      if (!HALF[i] || lag < 3 || lag >= SIDE / 2 || size > 3.5 * (spread[lag] ?? 0)) continue;
      sums[lag] = (sums[lag] ?? 0) + size * size;
      counts[lag] = (counts[lag] ?? 0) + 1;
    }
    spread = spread.map((_, lag) => Math.sqrt(near(sums, lag) / Math.max(1, near(counts, lag))));
  }
  return spread;
}

const near = (values: Float64Array, lag: number) =>
  values.subarray(Math.max(0, lag - NEAR), lag + NEAR + 1).reduce((sum, value) => sum + value, 0);
