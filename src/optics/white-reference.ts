import { struct, vec2f, vec4f } from '../gpu/struct';
import { QUALITY_MODEL as M, WHITE_STEP } from './quality-model';
import type { FieldBytes } from './resample-reference';

/** What quality.wgsl keeps of it. */
export const LIGHT = struct('Light', {
  /** rgb: colour of blank glass; w: the brightest channel before its tint is limited. */
  white: vec4f,
  /** ln of red and of blue over green before that. */
  tint: vec2f,
});

const LEVELS = 256;

export type Rgb = readonly [number, number, number];

/**
 * The colour of blank glass, 0..1 per channel: the brightness that few px exceed, with no more tint than a
 * wrong white balance gives, so that a field filled with pale stroma is not taken for glass.
 */
export function whiteReference(field: FieldBytes): Rgb {
  return findWhite(field).white;
}

/** What a field is seen by. */
export interface Light {
  readonly white: Rgb;
  /** Brightness of the brightest channel before its tint is limited, 0..1, and ln of red and of blue over green. */
  readonly brightest: number;
  readonly tint: readonly [number, number];
}

/** The same, with what tells how the light is tinted. */
export function findWhite(field: FieldBytes): Light {
  const histograms = [0, 1, 2].map(() => new Uint32Array(LEVELS));
  let count = 0;
  for (let y = WHITE_STEP / 2; y < field.height; y += WHITE_STEP)
    for (let x = WHITE_STEP / 2; x < field.width; x += WHITE_STEP) {
      const at = 4 * (y * field.width + x);
      histograms.forEach((histogram, channel) => {
        const value = field.rgba[at + channel] ?? 0;
        histogram[value] = (histogram[value] ?? 0) + 1;
      });
      count++;
    }
  const wanted = Math.max(1, Math.floor(count * M.WHITE_SHARE));
  const [red = 1, green = 1, blue = 1] = histograms.map((histogram) => {
    let above = 0;
    for (let value = LEVELS - 1; value > 0; value--) {
      above += histogram[value] ?? 0;
      if (above >= wanted) return value / 255;
    }
    return 1 / 255;
  });
  const untinted = (value: number) =>
    green * Math.min(Math.exp(M.PINK_CAST), Math.max(Math.exp(-M.GREEN_CAST), value / green));
  return {
    white: [untinted(red), green, untinted(blue)],
    brightest: Math.max(red, green, blue),
    tint: [Math.log(red / green), Math.log(blue / green)],
  };
}
