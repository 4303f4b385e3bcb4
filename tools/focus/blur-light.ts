import { randomNumbers } from '../../src/optics/testing/procedural-field';

/** A picture in linear light, three floats a px. */
export interface LightField {
  readonly width: number;
  readonly height: number;
  readonly light: Float32Array;
}

/** Points of a px over which the Gaussian is averaged: blurs narrower than a px are then right too. */
const POINTS = 9;

/** sRGB transfer functions (IEC 61966-2-1), 0..1. */
export const decode = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const encode = (v: number) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);

/** Gaussian blur of standard deviation `sigma` px; px beyond the edge repeat it. */
export function blurLight(field: LightField, sigma: number): LightField {
  if (sigma === 0) return field;
  const reach = Math.ceil(3.5 * sigma + 0.5);
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) => {
    let weight = 0;
    for (let p = 0; p < POINTS; p++)
      weight += Math.exp(-((i - reach + (p + 0.5) / POINTS - 0.5) ** 2) / (2 * sigma ** 2));
    return weight;
  });
  const sum = kernel.reduce((a, b) => a + b, 0);
  const { width, height, light } = field;
  const along = (source: Float32Array, dx: number, dy: number) => {
    const out = new Float32Array(source.length);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < 3; channel++) {
          let value = 0;
          for (let i = 0; i < kernel.length; i++) {
            const atX = Math.min(width - 1, Math.max(0, x + (i - reach) * dx));
            const atY = Math.min(height - 1, Math.max(0, y + (i - reach) * dy));
            value += (kernel[i] ?? 0) * (source[3 * (atY * width + atX) + channel] ?? 0);
          }
          out[3 * (y * width + x) + channel] = value / sum;
        }
    return out;
  };
  return { width, height, light: along(along(light, 1, 0), 0, 1) };
}

/** sRGB bytes of the field with white noise of standard deviation `noise` of full scale. */
export function exposeLight({ width, height, light }: LightField, noise: number, seed: number) {
  const random = randomNumbers(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++)
    for (let channel = 0; channel < 3; channel++)
      rgba[4 * i + channel] = 255 * (encode(light[3 * i + channel] ?? 0) + noise * gauss());
  return { width, height, rgba };
}

/** Means of 2 x 2 px. */
export function halveLight({ width, height, light }: LightField): LightField {
  const half = { width: width >> 1, height: height >> 1 };
  const out = new Float32Array(3 * half.width * half.height);
  for (let y = 0; y < half.height; y++)
    for (let x = 0; x < half.width; x++)
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (const i of [0, 1, 2, 3])
          sum += light[3 * ((2 * y + (i >> 1)) * width + 2 * x + (i & 1)) + channel] ?? 0;
        out[3 * (y * half.width + x) + channel] = sum / 4;
      }
  return { ...half, light: out };
}
