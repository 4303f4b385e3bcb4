import { expect } from 'vitest';
import { findMicrometer, type Luma } from '../../src/optics/calibration/micrometer';
import { renderMicrometer } from '../../src/source/slide/micrometer';
import { createSlide } from '../../src/source/slide/slide';

/** Closed loop: the finder against rendered micrometers whose um/px is known, and against tissue. */

export const [WIDTH, HEIGHT] = [960, 640];

/** Uniform 0..1 by a linear congruence. */
export function random(seed: number): () => number {
  let state = (seed * 7919 + 12345) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  for (let i = 0; i < 5; i++) next();
  return next;
}

interface Faults {
  /** Sigma, px. */
  readonly blur: number;
  /** Standard deviation, of full scale. */
  readonly noise: number;
  /** Light lost in the corners, 0..1. */
  readonly shading: number;
}

/** Luma of a picture as a poor camera sees it: 8 bit, blurred, shaded, noisy. */
export function seen(
  rgba: ArrayLike<number>,
  channels: number,
  width: number,
  height: number,
  faults: Faults,
  next: () => number,
): Luma {
  let values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) {
    const at = channels * i;
    values[i] =
      (0.2126 * (rgba[at] ?? 0) + 0.7152 * (rgba[at + 1] ?? 0) + 0.0722 * (rgba[at + 2] ?? 0)) / 255;
  }
  for (const stride of [1, width]) values = blurred(values, width, height, stride, faults.blur);
  const [cx, cy] = [0.35 + 0.3 * next(), 0.35 + 0.3 * next()];
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [(i % width) / width - cx, Math.floor(i / width) / height - cy];
    const gauss = Math.sqrt(-2 * Math.log(next() + 1e-9)) * Math.cos(2 * Math.PI * next());
    const value =
      0.9 * (values[i] ?? 0) * (1 - faults.shading * 1.5 * (x * x + y * y)) + faults.noise * gauss;
    values[i] = Math.round(255 * Math.min(1, Math.max(0, value))) / 255;
  }
  return { width, height, values };
}

function blurred(values: Float32Array, width: number, height: number, stride: number, sigma: number) {
  const reach = Math.ceil(3 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma || 1)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const last = stride === 1 ? width - 1 : height - 1;
  return values.map((_, i) => {
    const place = stride === 1 ? i % width : Math.floor(i / width);
    let sum = 0;
    for (let k = -reach; k <= reach; k++) {
      const to = Math.min(last, Math.max(0, place + k));
      sum += (kernel[k + reach] ?? 0) * (values[i + (to - place) * stride] ?? 0);
    }
    return sum / total;
  });
}

/** Setting `seed`: the micrometer is found, um/px within 0.5% and within its own uncertainty. */
export function expectFound(seed: number): void {
  const next = random(seed);
  const umPerPx = 0.25 * 10 ** next();
  const rgba = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  const place = {
    x: WIDTH * umPerPx * (0.45 + 0.1 * next()),
    y: HEIGHT * umPerPx * (0.45 + 0.1 * next()),
    angle: (next() - 0.5) * Math.PI,
  };
  renderMicrometer(place, 0, 0, umPerPx, WIDTH, HEIGHT, rgba);
  const faults = { blur: next() * Math.min(2.5, 2 / umPerPx), noise: 0.03 * next(), shading: 0.4 * next() };
  const answer = findMicrometer(seen(rgba, 4, WIDTH, HEIGHT, faults, next));
  if (!('found' in answer))
    throw new Error(`${answer.problem} at ${umPerPx} um/px, ${JSON.stringify(faults)}`);
  const error = Math.abs(answer.found.umPerPx - umPerPx);
  expect(error / umPerPx).toBeLessThan(0.005);
  expect(error).toBeLessThan(answer.found.uncertaintyUmPerPx);
}

/** Simulated tissue is no micrometer. */
export function expectNoneInTissue(seed: number): void {
  const next = random(seed + 500);
  const slide = createSlide(seed % 2 ? 'prostate' : 'lymph-node', seed);
  const umPerPx = 0.25 * 10 ** next();
  const origin = { x: slide.startUm.x - 3000 * next(), y: slide.startUm.y - 3000 * next() };
  const rgba = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  slide.render(origin, umPerPx, WIDTH, HEIGHT, rgba);
  const faults = { blur: 2 * next(), noise: 0.03 * next(), shading: 0.4 * next() };
  expect(findMicrometer(seen(rgba, 4, WIDTH, HEIGHT, faults, next))).toHaveProperty('problem');
}
