import type { ColourMapName } from '../domain/overlay';

/** sRGB 0..255. */
export type Rgb = readonly [number, number, number];

/** Anchors of each map, evenly spaced over probability 0..1. */
export const COLOUR_MAP_ANCHORS = 11;

/**
 * Perceptually uniform maps, sampled at 0, 0.1 .. 1 and interpolated in sRGB.
 * viridis: Smith and van der Walt, matplotlib 1.5 (CC0). cividis: Nuñez, Anderton and Renslow, PLoS ONE 2018,
 * doi:10.1371/journal.pone.0199239.
 */
const ANCHORS: Record<ColourMapName, readonly number[]> = {
  viridis: [
    0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151, 0xbddf26,
    0xfde725,
  ],
  cividis: [
    0x00224e, 0x083370, 0x35456c, 0x4f576c, 0x666970, 0x7d7c78, 0x948e77, 0xaea371, 0xc8b866, 0xe5cf52,
    0xfee838,
  ],
};

function anchor(map: ColourMapName, index: number): Rgb {
  const packed = ANCHORS[map][Math.min(Math.max(index, 0), COLOUR_MAP_ANCHORS - 1)] ?? 0;
  return [packed >> 16, (packed >> 8) & 255, packed & 255];
}

/** All anchors of a map, first to last. */
export function colourMapAnchors(map: ColourMapName): readonly Rgb[] {
  return Array.from({ length: COLOUR_MAP_ANCHORS }, (_, index) => anchor(map, index));
}

/** Colour of probability `p` (clamped to 0..1), sRGB 0..255, not rounded. */
export function colourAt(map: ColourMapName, p: number): Rgb {
  const at = Math.min(Math.max(p, 0), 1) * (COLOUR_MAP_ANCHORS - 1);
  const index = Math.min(Math.floor(at), COLOUR_MAP_ANCHORS - 2);
  const [a, b, share] = [anchor(map, index), anchor(map, index + 1), at - index];
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}
