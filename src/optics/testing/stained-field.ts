import type { FieldBytes } from '../resample-reference';
import { randomNumbers, throughCamera } from './procedural-field';

export type Absorption = readonly [number, number, number];

/** Optical density of red, green and blue of a unit of stain (natural logarithm; Ruifrok and Johnston 2001). */
export const STAIN_VECTORS = {
  haematoxylin: [0.65, 0.704, 0.286],
  eosin: [0.12, 0.9, 0.4],
  dab: [0.268, 0.57, 0.776],
  aec: [0.274, 0.68, 0.68],
  pas: [0.175, 0.972, 0.155],
  methyleneBlue: [0.834, 0.514, 0.196],
  giemsaEosin: [0.093, 0.954, 0.283],
  methylBlue: [0.8, 0.591, 0.105],
  fuchsin: [0.1, 0.737, 0.668],
  alcianBlue: [0.875, 0.458, 0.158],
} as const satisfies Record<string, Absorption>;

/**
 * Discs of 7 px in one stain on fibres in another, both in varying amounts, with some blank glass (tests).
 * @param light code value that an optical density gives; brightfield by default
 */
export function stainedField(
  nuclei: Absorption,
  ground: Absorption,
  light: (density: number, channel: number) => number = (density) => 243 * Math.exp(-density),
): FieldBytes {
  const [width, height] = [320, 256];
  const random = randomNumbers(4);
  const amounts = new Float32Array(2 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const fibre = 0.5 + 0.5 * Math.sin(0.5 * x + 3 * Math.sin(0.05 * y));
      const thick = Math.max(0, Math.sin(x / 40) + Math.cos(y / 33) + 0.6);
      amounts[2 * (y * width + x) + 1] = thick * (0.25 + 0.25 * fibre);
    }
  for (let i = 0; i < 500; i++) {
    const [cx, cy, radius, depth] = [width * random(), height * random(), 2.5 + 2 * random(), 0.4 + random()];
    for (let y = Math.max(0, Math.floor(cy - 5)); y < Math.min(height, cy + 5); y++)
      for (let x = Math.max(0, Math.floor(cx - 5)); x < Math.min(width, cx + 5); x++)
        if (Math.hypot(x - cx, y - cy) < radius) amounts[2 * (y * width + x)] = depth;
  }
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) {
      const density = (amounts[2 * i] ?? 0) * (nuclei[c] ?? 0) + (amounts[2 * i + 1] ?? 0) * (ground[c] ?? 0);
      rgba[4 * i + c] = light(density, c);
    }
  return throughCamera({ width, height, rgba }, { blur: 0.5, noise: 0.01 });
}
