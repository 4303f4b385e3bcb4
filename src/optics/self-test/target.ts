import { findMicrometer, type Luma, type MicrometerProblem } from '../calibration/micrometer';
import { graduationBlur } from './graduation-blur';

/** What a stage micrometer says of optics and camera. */
export interface Target {
  readonly umPerPx: number;
  /** Blur by thirds along the scale, standard deviation in um; empty where too few graduations are in the field. */
  readonly blurUm: readonly number[];
  /** Largest difference between the channels of the opaque lines, relative to the glass: 0 is neutral. */
  readonly tint: number;
}

export type TargetAnswer = { readonly target: Target } | { readonly problem: MicrometerProblem };

/** Share of a found scale's px that is taken for the middle of its lines. */
const DARKEST = 0.02;

/**
 * Measures a stage micrometer: 1 mm in 100 divisions.
 * @param rgba row by row, width * height * 4
 */
export function measureTarget(rgba: Uint8ClampedArray, width: number, height: number): TargetAnswer {
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) {
    const [r, g, b] = [rgba[4 * i] ?? 0, rgba[4 * i + 1] ?? 0, rgba[4 * i + 2] ?? 0];
    values[i] = (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  }
  const luma: Luma = { width, height, values };
  const answer = findMicrometer(luma);
  if ('problem' in answer) return answer;
  const { found } = answer;
  return {
    target: {
      umPerPx: found.umPerPx,
      blurUm: graduationBlur(luma, found),
      tint: tintOfLines(rgba, values),
    },
  };
}

/** Opaque lines let no light through: any colour is the camera's offset, or light that strays into the picture. */
function tintOfLines(rgba: Uint8ClampedArray, luma: Float32Array): number {
  const sorted = Float32Array.from(luma).sort();
  const dark = sorted[Math.floor(DARKEST * sorted.length)] ?? 0;
  const glass = sorted[Math.floor(0.9 * sorted.length)] ?? 1;
  const sums: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < luma.length; i++) {
    if ((luma[i] ?? 1) > dark) continue;
    sums[0] += rgba[4 * i] ?? 0;
    sums[1] += rgba[4 * i + 1] ?? 0;
    sums[2] += rgba[4 * i + 2] ?? 0;
    count++;
  }
  return (Math.max(...sums) - Math.min(...sums)) / Math.max(1, count) / 255 / Math.max(0.01, glass);
}
