import { expect, test } from 'vitest';
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

test('the outline of a disc has its area and place', () => {
  const points = contourAround(disc(320, 150), { x: 1320, y: 2320 }, 0.5);
  expect(points).not.toBeNull();
  const size = sizeOf({ kind: 'polygon', points: [...(points ?? [])] });
  expect(size.area).toBeGreaterThan(0.98 * Math.PI * 150 ** 2);
  expect(size.area).toBeLessThan(1.02 * Math.PI * 150 ** 2);
  const xs = (points ?? []).map(({ x }) => x);
  expect((Math.min(...xs) + Math.max(...xs)) / 2).toBeCloseTo(1320, 0);
});

test('a higher threshold gives a smaller outline', () => {
  const area = (threshold: number) =>
    sizeOf({
      kind: 'polygon',
      points: [...(contourAround(disc(320, 150), { x: 1320, y: 2320 }, threshold) ?? [])],
    }).area ?? 0;
  expect(area(0.8)).toBeLessThan(area(0.5));
});

test('outside of every region there is none, and the edge of the field closes one', () => {
  expect(contourAround(disc(320, 150), { x: 1010, y: 2010 }, 0.5)).toBeNull();
  const cut = contourAround(disc(0, 150), { x: 1020, y: 2020 }, 0.5);
  expect(cut?.every(({ x, y }) => x >= 999 - 8 && y >= 1999 - 8)).toBe(true);
});

test('cells without an answer are not part of a region', () => {
  const field = disc(320, 150);
  field.values.fill(-3, 0, 20 * 40);
  const points = contourAround(field, { x: 1320, y: 2350 }, 0.5) ?? [];
  expect(Math.min(...points.map(({ y }) => y))).toBeGreaterThan(2000 + 19 * 16);
});
