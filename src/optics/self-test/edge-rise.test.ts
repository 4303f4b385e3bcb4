import { describe, expect, test } from 'vitest';
import { measureEdgeRise } from './edge-rise';

const SIDE = 160;

/** Abramowitz and Stegun 7.1.26. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const y =
    1 -
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) *
      t *
      Math.exp(-x * x);
  return x < 0 ? -y : y;
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A step (or a line of `lineWidth` px) blurred by a Gaussian of `sigma` px. */
function edge(sigma: number, degrees: number, noise: number, lineWidth = Number.POSITIVE_INFINITY) {
  const next = random(7);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const angle = (degrees * Math.PI) / 180;
  const step = (d: number) => 0.5 + 0.5 * erf(d / (Math.SQRT2 * sigma));
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const d = ((i % SIDE) - 80.3) * Math.cos(angle) + (Math.floor(i / SIDE) - 79.6) * Math.sin(angle);
    const dark = step(d) - (Number.isFinite(lineWidth) ? step(d - lineWidth) : 0);
    return 0.9 - 0.7 * dark + noise * gauss();
  });
}

describe('measureEdgeRise', () => {
  // A Gaussian climbs from 10% to 90% in 2.563 sigma; binning and smoothing add a little.
  for (const sigma of [1, 2, 3.5])
    for (const degrees of [4, 33, 90, 141])
      test(`a step blurred by ${sigma} px at ${degrees} degrees`, () => {
        const found = measureEdgeRise(edge(sigma, degrees, 0.01), SIDE, SIDE);
        expect(found?.risePx).toBeGreaterThan(0.93 * 2.563 * sigma);
        expect(found?.risePx).toBeLessThan(1.1 * 2.563 * sigma);
      });

  test('one flank of a line', () => {
    const found = measureEdgeRise(edge(1.2, 21, 0.01, 10), SIDE, SIDE);
    expect(found?.risePx).toBeCloseTo(2.563 * 1.2, 0);
    expect(found?.contrast).toBeGreaterThan(0.6);
  });

  test('no edge, no figure', () => {
    expect(measureEdgeRise(new Float32Array(SIDE * SIDE).fill(0.8), SIDE, SIDE)).toBeNull();
    const next = random(3);
    expect(measureEdgeRise(Float32Array.from({ length: SIDE * SIDE }, next), SIDE, SIDE)).toBeNull();
    expect(measureEdgeRise(new Float32Array(100), 10, 10)).toBeNull();
  });

  test('an edge too faint for its noise is not measured', () => {
    const faint = edge(1, 20, 0).map((value) => 0.5 + 0.05 * value);
    expect(measureEdgeRise(faint, SIDE, SIDE)).toBeNull();
  });
});
