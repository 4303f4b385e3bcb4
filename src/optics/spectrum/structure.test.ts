import { expect, test } from 'vitest';
import { movedOnto, striped } from '../testing/doubled-field';
import { flatField, proceduralTissue, randomNumbers, throughCamera } from '../testing/procedural-field';
import { complexSquare, SIDE, transform } from './fourier';
import { structureOf } from './structure';

const seen = throughCamera(proceduralTissue(384, 320, 5), { blur: 0.7 });
const noisy = (field: typeof seen) => throughCamera(field, { noise: 0.01 });

test('the transform is that of Fourier, and twice gives back the square, mirrored', () => {
  const random = randomNumbers(3);
  const square = complexSquare();
  const was = square.re.map((_, i) => (i < 40 * SIDE ? random() - 0.5 : 0));
  square.re.set(was);
  transform(square);
  for (const [column, row] of [
    [0, 0],
    [3, 7],
    [250, 90],
  ] as const) {
    let [re, im] = [0, 0];
    was.forEach((value, i) => {
      const turn = (-2 * Math.PI * (column * (i % SIDE) + row * Math.floor(i / SIDE))) / SIDE;
      re += value * Math.cos(turn);
      im += value * Math.sin(turn);
    });
    expect(square.re[column * SIDE + row]).toBeCloseTo(re, 6);
    expect(square.im[column * SIDE + row]).toBeCloseTo(im, 6);
  }
  transform(square);
  const back = (x: number, y: number) =>
    (square.re[((SIDE - y) % SIDE) * SIDE + ((SIDE - x) % SIDE)] ?? 0) / SIDE ** 2;
  expect(back(17, 5)).toBeCloseTo(was[5 * SIDE + 17] ?? 0, 9);
  expect(back(200, 39)).toBeCloseTo(was[39 * SIDE + 200] ?? 0, 9);
});

test('tissue has neither echo nor beat, whatever the camera', () => {
  // The fibres of this stand-in are themselves regular: stronger noise than this would tell it from real tissue.
  for (const seed of [5, 6, 7]) {
    const tissue = proceduralTissue(384, 320, seed);
    for (const faults of [{ noise: 0.01 }, { noise: 0.01, vignetting: 0.2 }, { blur: 1.5, noise: 0.01 }]) {
      const { echo, beat } = structureOf(throughCamera(tissue, faults), 1);
      expect(echo).toBeLessThan(0.9);
      expect(beat).toBeLessThan(0.9);
    }
  }
});

test.each([
  [4, 2, 0.5],
  [-6, 5, 0.4],
  [0, 14, 0.3],
  [40, -23, 0.7],
  [-71, 60, 0.5],
  [130, 40, 0.5],
])('a copy moved by %i, %i px with %f of the light is an echo', (dx, dy, share) => {
  const { echo, beat } = structureOf(noisy(movedOnto(seen, dx, dy, share)), 1);
  expect(echo).toBeGreaterThanOrEqual(1);
  expect(beat).toBeLessThan(1);
});

test.each([
  [3.3, 0.7, 0.15, 0],
  [8.7, 2, 0.2, 0],
  [15, 0.3, 0.3, 0.5],
  [33, 1.1, 0.4, 0],
])('stripes %f px wide are a beat', (period, angle, depth, phase) => {
  const { echo, beat } = structureOf(noisy(striped(seen, { period, angle, depth, phase })), 1);
  expect(beat).toBeGreaterThanOrEqual(1);
  expect(echo).toBeLessThan(1);
});

test('a field that is too small tells nothing', () => {
  expect(structureOf(movedOnto(proceduralTissue(100, 400), 20, 9, 0.5), 1)).toEqual({ echo: 0, beat: 0 });
});

test('glass tells nothing, whatever the pattern of the sensor', () => {
  const glass = flatField(320, 256, [243, 241, 243]);
  const pattern = noisy(striped(glass, { period: 6, angle: 0, depth: 0.02 }));
  expect(structureOf(pattern, 1)).toEqual({ echo: 0, beat: 0 });
});

test('px finer than an objective resolves are put together', () => {
  const fine = noisy(movedOnto(proceduralTissue(600, 560, 5), 40, -24, 0.5));
  expect(structureOf(fine, 0.15).echo).toBeGreaterThanOrEqual(1);
  expect(structureOf(fine, 0.15)).not.toEqual(structureOf(fine, 0.3));
});

test('the figures stay what they are', () => {
  const { echo, beat } = structureOf(noisy(movedOnto(seen, 11, -7, 0.4)), 1);
  expect([echo.toFixed(2), beat.toFixed(2)]).toMatchInlineSnapshot(`
    [
      "2.09",
      "1.06",
    ]
  `);
});
