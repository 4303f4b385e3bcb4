import { SIDE } from './fourier';
import { HALF, lessRings, RADIUS } from './rings';
import type { Spectra } from './spectra';

/** A band of frequencies, in periods a SIDE, and ln of the power over that around it from which a peak is a beat. */
interface Band {
  readonly from: number;
  readonly to: number;
  readonly over: number;
}
const HIGHEST = SIDE / 2 - 2;

/** Tissue has peaks of its own at low frequencies, but not beside the plane of its stains. See README.md. */
export const BEAT_LIMITS = {
  fine: {
    luma: [
      { from: 12, to: 24, over: 5 },
      { from: 24, to: HIGHEST, over: 5 },
    ],
    rest: [
      { from: 4, to: 7, over: 5 },
      { from: 7, to: HIGHEST, over: 4.2 },
    ],
  },
  coarse: {
    luma: [
      { from: 12, to: 24, over: 5.6 },
      { from: 24, to: HIGHEST, over: 5.8 },
    ],
    rest: [
      { from: 4, to: 7, over: 6.8 },
      { from: 7, to: HIGHEST, over: 4.2 },
    ],
  },
} as const satisfies Record<string, Record<string, readonly Band[]>>;

/** Peaks of a band that are looked at closely. */
const LIKELY = 8;
/** Bins on all sides that a peak may cover, and those that are its surroundings. */
const COVERED = 3;
const AROUND = 8;

/** How far the strongest beat, such as that of a screen's stripes with the camera's px, reaches its limit: 1 and more is one. */
export function strongestBeat(fine: Spectra, coarse: Spectra): number {
  return Math.max(
    strongest(fine.luma, BEAT_LIMITS.fine.luma),
    strongest(fine.rest, BEAT_LIMITS.fine.rest),
    strongest(coarse.luma, BEAT_LIMITS.coarse.luma),
    strongest(coarse.rest, BEAT_LIMITS.coarse.rest),
  );
}

function strongest(power: Float64Array, bands: readonly Band[]): number {
  const flat = lessRings(power);
  return Math.max(
    ...bands.map((band) => Math.max(...likely(flat, band).map((at) => standsOut(power, at) / band.over))),
  );
}

/** The bins of a band that stand out most from those of the same frequency. */
function likely(flat: Float64Array, { from, to }: Band): number[] {
  const found: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  const keepBest = () => {
    found.sort((a, b) => (flat[b] ?? 0) - (flat[a] ?? 0)).splice(LIKELY);
    least = flat[found.at(-1) ?? 0] ?? 0;
  };
  for (let i = 0; i < flat.length; i++) {
    const radius = RADIUS[i] ?? 0;
    if (!HALF[i] || radius < from || radius >= to || (flat[i] ?? 0) <= least) continue;
    found.push(i);
    if (found.length === 5 * LIKELY) keepBest();
  }
  keepBest();
  return found;
}

/** ln of the mean power of 3 x 3 bins less the mean of ln of that around them. */
function standsOut(power: Float64Array, at: number): number {
  const [column, row] = [at % SIDE, Math.floor(at / SIDE)];
  let [peak, around, count] = [0, 0, 0];
  for (let dy = -AROUND; dy <= AROUND; dy++)
    for (let dx = -AROUND; dx <= AROUND; dx++) {
      const i = ((row + dy + SIDE) % SIDE) * SIDE + ((column + dx + SIDE) % SIDE);
      const far = Math.max(Math.abs(dx), Math.abs(dy));
      if (far <= 1) peak += Math.exp(power[i] ?? 0) / 9;
      else if (far > COVERED) {
        around += power[i] ?? 0;
        count++;
      }
    }
  return Math.log(peak) - around / count;
}
