import { BANDS } from './band-energies';

/**
 * Power spectrum of tissue in focus, (1 + (f / CORNER)^2)^-FALLOFF, whatever its stain and amount: fitted to
 * sharp H&E of 0.23 to 1.35 um/px, see README.md. Corner in cycles/um.
 */
const CORNER = 0.06;
const FALLOFF = 1;

/** Blurs tried, standard deviations in px: equal steps of the logarithm. */
export const BLUR_STEPS = 40;
const LEAST_PX = 0.15;
const MOST_PX = 24;

/** Frequencies are integrated between these, per px of a band, in equal steps of the logarithm. */
const LOWEST = 0.01;
const HIGHEST = 3;
const FREQUENCIES = 160;
const ANGLES = 12;

/** What the model of tissue foresees at one scale. */
export interface BlurredSpectra {
  /** Energy of each band, of any unit, and its ln: blur * BANDS + band. */
  readonly energies: Float64Array;
  readonly logs: Float64Array;
  /** Scale of the px, um/px. */
  readonly umPerPx: number;
}

const known = new Map<number, BlurredSpectra>();
/** A few objectives and cameras; beyond that some are computed again. */
const MOST_KNOWN = 12;

/** Energies of straight Haar details of tissue blurred by a Gaussian. `umPerPx`: scale of the px, um/px. */
export function blurredSpectra(umPerPx: number): BlurredSpectra {
  const before = known.get(umPerPx);
  if (before) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const energies = new Float64Array(BLUR_STEPS * BANDS);
  for (let band = 0; band < BANDS; band++) {
    const spectrum = detailSpectrum(umPerPx * 2 ** band);
    for (let i = 0; i < BLUR_STEPS; i++) {
      const sigma = umPerPx * sigmaPx(i);
      let energy = 0;
      for (const { frequency, power } of spectrum)
        energy += power * Math.exp(-((2 * Math.PI * frequency * sigma) ** 2));
      energies[i * BANDS + band] = energy;
    }
  }
  const made = { energies, logs: energies.map(Math.log), umPerPx };
  known.set(umPerPx, made);
  return made;
}

/** Standard deviation of blur `step`, px; between the steps too. */
export const sigmaPx = (step: number): number => LEAST_PX * (MOST_PX / LEAST_PX) ** (step / (BLUR_STEPS - 1));

/** Power by frequency of tissue as the details of neighbours `side` um wide see it, over all directions. */
function detailSpectrum(side: number): { frequency: number; power: number }[] {
  return Array.from({ length: FREQUENCIES }, (_, k) => {
    const frequency = (LOWEST / side) * (HIGHEST / LOWEST) ** ((k + 0.5) / FREQUENCIES);
    let gain = 0;
    for (let a = 0; a < ANGLES; a++) {
      // An eighth of the circle stands for all.
      const angle = ((a + 0.5) / ANGLES) * (Math.PI / 4);
      const x = frequency * Math.cos(angle) * side;
      const y = frequency * Math.sin(angle) * side;
      gain += difference(x) * sinc2(2 * y) + difference(y) * sinc2(2 * x);
    }
    // The width of a step of the logarithm, and the ring's circumference.
    return { frequency, power: gain * frequency ** 2 * (1 + (frequency / CORNER) ** 2) ** -FALLOFF };
  });
}

/** Squared transfer of a mean over `x` periods, and of the difference of two such neighbours. */
const sinc2 = (x: number) => (x < 1e-9 ? 1 : (Math.sin(Math.PI * x) / (Math.PI * x)) ** 2);
const difference = (x: number) => 4 * Math.sin(Math.PI * x) ** 2 * sinc2(x);
