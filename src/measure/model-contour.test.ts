import { expect, test } from 'vitest';
import { shapeOfRegion } from '../domain/outline';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED } from '../domain/overlay';
import { contourAround } from './model-contour';
import { sizeOf } from './shapes';

/** A disc of probability falling off over two cells at its edge. */
function disc(centre: number, radius: number, cellUm = 16, side = 40) {
  const values = Float32Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [((i % side) + 0.5) * cellUm - centre, (Math.floor(i / side) + 0.5) * cellUm - centre];
    return Math.min(1, Math.max(0, 0.5 + (radius - Math.hypot(x, y)) / (4 * cellUm)));
  });
  return { columns: side, rows: side, cellUm, origin: { x: 1000, y: 2000 }, values };
}

const areaOf = (found: ReturnType<typeof contourAround>) =>
  found ? (sizeOf(shapeOfRegion([found.part])).area ?? 0) : 0;

test('the outline of a disc has its area and place', () => {
  const found = contourAround(disc(320, 150), { x: 1320, y: 2320 }, 0.5);
  expect(areaOf(found)).toBeGreaterThan(0.98 * Math.PI * 150 ** 2);
  expect(areaOf(found)).toBeLessThan(1.02 * Math.PI * 150 ** 2);
  const xs = (found?.part.outer ?? []).map(({ x }) => x);
  expect((Math.min(...xs) + Math.max(...xs)) / 2).toBeCloseTo(1320, 0);
  expect(found?.isCut).toBe(false);
});

test('a higher threshold gives a smaller outline', () => {
  const area = (threshold: number) => areaOf(contourAround(disc(320, 150), { x: 1320, y: 2320 }, threshold));
  expect(area(0.8)).toBeLessThan(area(0.5));
});

test('outside of every region there is none, and the edge of the field closes one, which is told', () => {
  expect(contourAround(disc(320, 150), { x: 1010, y: 2010 }, 0.5)).toBeNull();
  const found = contourAround(disc(0, 150), { x: 1020, y: 2020 }, 0.5);
  expect(found?.part.outer.every(({ x, y }) => x >= 999 - 8 && y >= 1999 - 8)).toBe(true);
  expect(found?.isCut).toBe(true);
});

test('cells without an answer are not part of a region, and cut it', () => {
  const field = disc(320, 150);
  field.values.fill(CELL_NOT_ASSESSED, 0, 20 * 40);
  const found = contourAround(field, { x: 1320, y: 2350 }, 0.5);
  expect(Math.min(...(found?.part.outer ?? []).map(({ y }) => y))).toBeGreaterThan(2000 + 19 * 16);
  expect(found?.isCut).toBe(true);
});

/** A disc with a square of 6 cells in its middle that has another value. */
function ring(value: number) {
  const field = disc(320, 150);
  for (let row = 17; row < 23; row++) field.values.fill(value, row * 40 + 17, row * 40 + 23);
  return field;
}

test.each([
  ['negative', 0, false],
  ['no tissue', CELL_NO_TISSUE, false],
  ['not assessed', CELL_NOT_ASSESSED, true],
])('a hole where cells are %s stays one; cut: %s', (_, value, isCut) => {
  const found = contourAround(ring(value), { x: 1320, y: 2440 }, 0.5);
  expect(found?.part.holes).toHaveLength(1);
  expect(found?.isCut).toBe(isCut);
  const whole = areaOf(contourAround(disc(320, 150), { x: 1320, y: 2320 }, 0.5));
  // Between six and seven cells a side, cut at the corners.
  expect(whole - areaOf(found)).toBeGreaterThan(80 ** 2);
  expect(whole - areaOf(found)).toBeLessThan(112 ** 2);
  expect(contourAround(ring(value), { x: 1320, y: 2320 }, 0.5)).toBeNull();
});
