import { expect, test } from 'vitest';
import { scaleByDistance, scaleByPoints } from './by-length';
import { scaleByNumbers } from './by-numbers';

const numbers = { sensorPixelUm: 3.45, binning: 2, objective: 20, relay: 0.5, otherOptics: 1 };

test('by numbers: sensor px and binning over all magnifications', () => {
  const { umPerPx, uncertaintyUmPerPx } = scaleByNumbers(numbers);
  expect(umPerPx).toBeCloseTo(0.69, 10);
  expect(uncertaintyUmPerPx / umPerPx).toBeCloseTo(Math.sqrt(0.05 ** 2 + 0.02 ** 2 + 0.005 ** 2), 10);
});

test('by numbers: other optics magnify too, and add their own doubt', () => {
  const plain = scaleByNumbers(numbers);
  const more = scaleByNumbers({ ...numbers, otherOptics: 1.25 });
  expect(more.umPerPx).toBeCloseTo(plain.umPerPx / 1.25, 10);
  expect(more.uncertaintyUmPerPx / more.umPerPx).toBeGreaterThan(plain.uncertaintyUmPerPx / plain.umPerPx);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  'by numbers: an objective of %d is refused',
  (objective) => {
    expect(() => scaleByNumbers({ ...numbers, objective })).toThrow('objective');
  },
);

test('by two points: longer is surer', () => {
  const long = scaleByPoints({ x: 10, y: 10 }, { x: 610, y: 810 }, 500);
  const short = scaleByPoints({ x: 10, y: 10 }, { x: 70, y: 90 }, 50);
  expect(long?.umPerPx).toBeCloseTo(0.5, 10);
  expect(short?.umPerPx).toBeCloseTo(0.5, 10);
  expect(long?.uncertaintyUmPerPx ?? 1).toBeLessThan((short?.uncertaintyUmPerPx ?? 0) / 3);
});

test('too short a length, or none, gives no scale', () => {
  expect(scaleByPoints({ x: 0, y: 0 }, { x: 5, y: 5 }, 10)).toBeNull();
  expect(scaleByPoints({ x: 0, y: 0 }, { x: 500, y: 5 }, 0)).toBeNull();
  expect(scaleByDistance(Number.NaN, 100)).toBeNull();
});

test('by a known movement', () => {
  const scale = scaleByDistance(400, 100);
  expect(scale?.umPerPx).toBeCloseTo(0.25, 10);
  expect(scale?.uncertaintyUmPerPx).toBeCloseTo(0.25 * Math.hypot(0.5 / 400, 0.02), 10);
});
