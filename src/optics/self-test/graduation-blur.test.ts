import { describe, expect, test } from 'vitest';
import { findMicrometer } from '../calibration/micrometer';
import { graduationBlur } from './graduation-blur';

const [WIDTH, HEIGHT] = [480, 320];

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
}

/** Normal distribution function (Abramowitz and Stegun 7.1.26). */
function phi(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const poly =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const erf = 1 - poly * Math.exp(-z * z);
  return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

/** A scale of 10 um divisions under a Gaussian of `blurUm`, its px averaged over 3 x 3 points. */
function scale(umPerPx: number, blurUm: number, lineUm = 2, angle = 0.2, noise = 0.01) {
  const next = random(3);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const sigma = Math.max(0.02, blurUm);
  const cover = (x: number, y: number) => {
    const along = x * cos + y * sin;
    const across = Math.abs(-x * sin + y * cos);
    const middle = Math.round(along / 10);
    let covered = 0;
    for (let i = middle - 1; i <= middle + 1; i++) {
      const half = i % 10 === 0 ? 60 : i % 5 === 0 ? 45 : 30;
      const d = along - 10 * i;
      covered +=
        (phi((d + lineUm / 2) / sigma) - phi((d - lineUm / 2) / sigma)) * phi((half - across) / sigma);
    }
    return covered;
  };
  const values = new Float32Array(WIDTH * HEIGHT);
  for (let i = 0; i < values.length; i++) {
    let covered = 0;
    for (const sy of [-1, 0, 1])
      for (const sx of [-1, 0, 1])
        covered +=
          cover(
            ((i % WIDTH) + sx / 3 - WIDTH / 2) * umPerPx,
            (Math.floor(i / WIDTH) + sy / 3 - HEIGHT / 2) * umPerPx,
          ) / 9;
    const gauss = Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
    values[i] = 0.95 - 0.85 * covered + noise * gauss;
  }
  return { width: WIDTH, height: HEIGHT, values };
}

function blurs(luma: ReturnType<typeof scale>): readonly number[] {
  const answer = findMicrometer(luma);
  if (!('found' in answer)) throw new Error(answer.problem);
  return graduationBlur(luma, answer.found);
}

describe('graduationBlur', () => {
  for (const umPerPx of [1, 0.5])
    for (const truth of [0.5, 1, 1.5, 2, 2.5])
      test(`${truth} um of blur at ${umPerPx} um/px`, () => {
        const found = blurs(scale(umPerPx, truth));
        expect(found).toHaveLength(3);
        for (const each of found) expect(Math.abs(each - truth)).toBeLessThan(0.1 + 0.2 * umPerPx);
      });

  test('sharp lines of 1 to 3 um have little', () => {
    for (const lineUm of [1.2, 2, 3])
      for (const each of blurs(scale(0.5, 0.1, lineUm))) expect(each).toBeLessThan(0.5);
  });

  test('whatever the width of the lines', () => {
    for (const lineUm of [1.2, 3])
      for (const each of blurs(scale(0.5, 1.5, lineUm))) expect(Math.abs(each - 1.5)).toBeLessThan(0.4);
  });
});
