import { COVERAGE, type MapPicture } from '../../domain/slide-map';
import {
  DIM_ALPHA,
  DIM_COLOUR,
  HATCH_ALPHA,
  HATCH_COLOUR,
  HEAT_STEPS,
  hatchCoverage,
} from '../../overlay/appearance';

/** Never seen: dark, with sparse dots. */
export const UNSEEN_COLOUR = [20, 23, 29] as const;
const DOT_COLOUR = [74, 83, 97] as const;
const DOT_EVERY = 9;
/** Seen but not examined: a veil, ruled, as the dots of the live view are coarser than what the map shows. */
const VEIL_COLOUR = [126, 138, 160] as const;
const VEIL_ALPHA = 0.32;
const RULE_EVERY = 5;
/** Finer than on the live view, as the map is small. */
const HATCH_RATIO = 0.6;

/**
 * The map as shown and exported: colour, heat, and a texture of its own for each state, so that the states
 * are distinguished without colour. Examined: clean. Out of focus: hatched. Not examined: ruled. Never seen: dots.
 * @param heat RGBA by probability, HEAT_STEPS entries, straight alpha (overlay/heat-table.ts); null: no heat
 */
export function paintMap(
  { view, rgba, probability, coverage }: MapPicture,
  heat: Uint8ClampedArray | null,
): Uint8ClampedArray<ArrayBuffer> {
  const { width, height } = view;
  const out = new Uint8ClampedArray(width * height * 4);
  const colour = [0, 0, 0];
  const mix = (over: ArrayLike<number>, alpha: number) => {
    for (let k = 0; k < 3; k++) {
      const under = colour[k] ?? 0;
      colour[k] = under + alpha * ((over[k] ?? 0) - under);
    }
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const covered = coverage[at] ?? COVERAGE.notSeen;
      const dot = x % DOT_EVERY === 4 && y % DOT_EVERY === 4;
      mix(dot ? DOT_COLOUR : UNSEEN_COLOUR, 1);
      if ((rgba[at * 4 + 3] ?? 0) > 0)
        mix(rgba.subarray(at * 4, at * 4 + 3), covered === COVERAGE.notSeen ? 0.5 : 1);
      if (covered === COVERAGE.outOfFocus) {
        mix(DIM_COLOUR, DIM_ALPHA);
        mix(HATCH_COLOUR, HATCH_ALPHA * hatchCoverage(x + 0.5, y + 0.5, HATCH_RATIO));
      } else if (covered === COVERAGE.seen) {
        mix(VEIL_COLOUR, VEIL_ALPHA);
        if (y % RULE_EVERY === 0) mix(HATCH_COLOUR, VEIL_ALPHA);
      }
      const p = probability[at] ?? Number.NaN;
      if (heat && p >= 0) {
        const step = Math.min(HEAT_STEPS - 1, Math.round(p * (HEAT_STEPS - 1))) * 4;
        mix(heat.subarray(step, step + 3), (heat[step + 3] ?? 0) / 255);
      }
      out[at * 4] = colour[0] ?? 0;
      out[at * 4 + 1] = colour[1] ?? 0;
      out[at * 4 + 2] = colour[2] ?? 0;
      out[at * 4 + 3] = 255;
    }
  return out;
}
