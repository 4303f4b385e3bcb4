import { expect, test } from 'vitest';
import { scaleFits } from './scale-gate';

const model = { umPerPxRange: [0.7, 1.2] as const satisfies readonly [number, number] };
const fits = (umPerPx: number, objective?: number | null) =>
  scaleFits({ umPerPxRange: [...model.umPerPxRange] }, umPerPx, objective);

test('finer frames are resampled, coarser ones refused', () => {
  expect(fits(0.25)).toBe(true);
  expect(fits(1.2)).toBe(true);
  expect(fits(1.21)).toBe(false);
  expect(fits(0)).toBe(false);
  expect(fits(Number.NaN)).toBe(false);
});

test('small px do not replace the aperture', () => {
  // NA 0.1 resolves px of 1.375 um.
  expect(fits(0.6, 4)).toBe(false);
  expect(fits(0.6, 10)).toBe(true);
  expect(fits(0.6, null)).toBe(true);
});

test('a good aperture does not replace small px', () => {
  expect(fits(2, 40)).toBe(false);
});
