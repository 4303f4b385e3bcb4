import type { ColourMapName } from '../../domain/overlay';
import { colourMapAnchors } from '../../overlay/colour-map';

/** CSS gradient of a colour map from probability 0 to 1, left to right. */
export function heatGradient(map: ColourMapName): string {
  return `linear-gradient(to right, ${colourMapAnchors(map)
    .map((colour) => `rgb(${colour.join(' ')})`)
    .join(', ')})`;
}
