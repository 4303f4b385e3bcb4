import { BANDS } from './band-energies';
import { BLUR_STEPS, type BlurredSpectra } from './tissue-spectrum';

/** Spread of ln energy of a band between tissues. */
const VARIETY = 0.35;
/** Structures so large, um, are glands and vessels, different in every place: their bands are hardly heard. */
const ARCHITECTURE_UM = 5;
const PER_OCTAVE = 3;
/** At coarse um/px at least so many bands are. */
const LEAST_BANDS = 3;
/** More of it per ln unit that blur takes off a band: real blur is no Gaussian, least so in its tails. */
const SHAPE = 0.25;
/** Variance of ln energy of the mean of n squared details, times n: they are few, and not Gaussian. */
const SAMPLING = 4;
/** Bands that noise reaches. */
const NOISY_BANDS = 3;
/** Standard deviations of noise by which one of them must stand out for a region to be seen at all. */
const SIGNIFICANT = 4;
/** Straight energy against that without white noise: no tissue, however sharp, has more. */
const MOST_DIAGONAL = 4;
/** How well the noise of the frame is known to hold here, as a share. */
const NOISE_SPREAD = 0.1;
/** Variance of rounding to 8 bits, full scale 1. */
export const ROUNDING = 1 / 12 / 255 ** 2;
const NEWTON_STEPS = 2;
/** The first, rough look goes so many blurs at a time. */
const STRIDE = 4;
/** Bands whose ln energy varies more than this, squared, are not worth fitting. */
const UNHEARD = 36;

/** Energies of one region: sums over its details as in REGION_VALUES. */
export interface RegionBands {
  readonly straight: ArrayLike<number>;
  readonly diagonal: ArrayLike<number>;
  /** Details a band. */
  readonly counts: readonly number[];
}

/** Band energies as the fit takes them; where `spread` is Infinity there is nothing to go by. */
interface Evidence {
  /** ln of energy above noise, plus `floor`. */
  readonly value: Float64Array;
  /** Energy that noise may hide. */
  readonly floor: Float64Array;
  /** Variance of `value` from noise and from few details. */
  readonly spread: Float64Array;
}

/**
 * How badly each blur explains a region: -2 ln likelihood, BLUR_STEPS values, the least is the best.
 * The height of the spectrum (stain, amount of tissue) is fitted at each blur; it has no say.
 * @param noise variance of the px noise, of luma squared
 * @returns null where no band stands out from noise: blurred beyond measure, or nothing there
 */
export function blurCosts(region: RegionBands, noise: number, spectra: BlurredSpectra): Float64Array | null {
  const evidence = evidenceOf(region, noise);
  if (!evidence) return null;
  // The spread depends on the blur: first each blur has its own, then all that of the best.
  const rough = costs(evidence, spectra, null);
  return costs(evidence, spectra, STRIDE * leastAt(rough));
}

export function leastAt(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) < (values[best] ?? 0)) best = i;
  return best;
}

function evidenceOf({ straight, diagonal, counts }: RegionBands, noise: number): Evidence | null {
  const value = new Float64Array(BANDS);
  const floor = new Float64Array(BANDS);
  const spread = new Float64Array(BANDS).fill(Number.POSITIVE_INFINITY);
  let seen = false;
  for (let band = 0; band < BANDS; band++) {
    const n = counts[band] ?? 0;
    if (n === 0) continue;
    const all = (straight[band] ?? 0) / n;
    const oblique = (diagonal[band] ?? 0) / n;
    // Means of 2 x 2 px have a quarter of the noise.
    const own = noise / 4 ** band;
    let energy = all - 2 * own;
    if (band < NOISY_BANDS) {
      // White noise is as strong diagonal as across and down, tissue hardly diagonal at its finest.
      const clean = all - 2 * oblique;
      if (clean > SIGNIFICANT * Math.sqrt(12 / n) * Math.min(oblique, own)) seen = true;
      energy = Math.min(energy, MOST_DIAGONAL * clean);
    }
    energy = Math.max(0, energy);
    const error = own * (2 / Math.sqrt(n) + NOISE_SPREAD) + ROUNDING / 2;
    floor[band] = 2 * error;
    value[band] = Math.log(energy + 2 * error);
    spread[band] = SAMPLING / n + (error / (energy + error)) ** 2;
  }
  return seen ? { value, floor, spread } : null;
}

/**
 * -2 ln likelihood of each blur, the variances being those at blur `at`; null: at each blur its own, and only
 * every STRIDE-th blur.
 */
function costs({ value, floor, spread }: Evidence, spectra: BlurredSpectra, at: number | null): Float64Array {
  const { energies, logs, umPerPx } = spectra;
  const stride = at === null ? STRIDE : 1;
  const result = new Float64Array(BLUR_STEPS / stride);
  const varieties = Float64Array.from({ length: BANDS }, (_, band) => variety(band, umPerPx));
  // 1 / variance of ln energy; 0: not heard.
  const weights = new Float64Array(BANDS);
  let height = Number.NaN;
  for (let step = 0; step < result.length; step++) {
    const first = step * stride * BANDS;
    const spreadsAt = at === null ? first : at * BANDS;
    let penalty = 0;
    let start = 0;
    let sum = 0;
    for (let band = 0; band < BANDS; band++) {
      const taken = (logs[band] ?? 0) - (logs[spreadsAt + band] ?? 0);
      const unlike = (varieties[band] ?? 0) + SHAPE * taken;
      const variance = (spread[band] ?? 0) + unlike * unlike;
      const weight = variance < UNHEARD ? 1 / variance : 0;
      weights[band] = weight;
      if (at === null) penalty += Math.log(Math.min(UNHEARD, variance));
      start += ((value[band] ?? 0) - (logs[first + band] ?? 0)) * weight;
      sum += weight;
    }
    // From one blur to the next the height changes little.
    if (Number.isNaN(height)) height = start / sum;
    let cost = 0;
    for (let turn = 0; turn <= NEWTON_STEPS; turn++) {
      const scale = Math.exp(height);
      let slope = 0;
      let bend = 0;
      cost = penalty;
      for (let band = 0; band < BANDS; band++) {
        const weight = weights[band] ?? 0;
        if (weight === 0) continue;
        const foreseen = scale * (energies[first + band] ?? 0);
        const level = foreseen + (floor[band] ?? 0);
        const off = (value[band] ?? 0) - Math.log(level);
        const share = foreseen / level;
        slope += off * share * weight;
        bend += share * share * weight;
        cost += off * off * weight;
      }
      if (turn < NEWTON_STEPS) height += Math.max(-1, Math.min(1, slope / Math.max(1e-9, bend)));
    }
    result[step] = cost;
  }
  return result;
}

/** Spread of ln energy of a band between tissues. */
function variety(band: number, umPerPx: number): number {
  const usual = Math.max(ARCHITECTURE_UM, 2 ** (LEAST_BANDS - 1) * umPerPx);
  return VARIETY + PER_OCTAVE * Math.max(0, Math.log2((umPerPx * 2 ** band) / usual));
}
