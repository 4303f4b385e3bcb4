import type { ColourMapName } from '../../domain/overlay';
import { heatAlpha } from '../../overlay/appearance';
import { colourAt } from '../../overlay/colour-map';

/** Stained tissue as it mostly looks: what the heat lies on. */
const TISSUE = [219, 169, 203] as const;
const STEPS = 24;

/**
 * CSS gradient of the heat from probability 0 to 1, left to right, in the colours in which it is seen: as opaque as
 * over tissue.
 * @param opacity, threshold 0..1
 */
export function heatGradient(map: ColourMapName, opacity: number, threshold: number): string {
  const stops = Array.from({ length: STEPS + 1 }, (_, k) => {
    const p = k / STEPS;
    const alpha = heatAlpha(p, threshold) * opacity;
    const colour = colourAt(map, p).map((channel, i) => {
      const under = TISSUE[i] ?? 0;
      return Math.round(under + (channel - under) * alpha);
    });
    return `rgb(${colour.join(' ')})`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
