import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInsideRegion, regionArea, ringsOf } from '../domain/region';
import { cellOutline } from './cell-outline';
import { runsOf } from './foci';

/** Any cells of a square of 7, far from and across the origin. */
const some = fc
  .tuple(
    fc.integer({ min: -40, max: 40 }),
    fc.integer({ min: -40, max: 40 }),
    fc.uniqueArray(fc.nat(48), { minLength: 1, maxLength: 49 }),
  )
  .map(([x, y, cells]) => cells.map((cell) => ({ x: x + (cell % 7), y: y + Math.floor(cell / 7) })));

test('the outline holds each cell, and nothing else', () => {
  fc.assert(
    fc.property(some, (cells) => {
      const region = cellOutline({ runs: runsOf(cells), cellUm: 16 });
      expect(regionArea(region)).toBeCloseTo(cells.length * 256, 6);
      const own = new Set(cells.map(({ x, y }) => `${x} ${y}`));
      const [{ x: left, y: top } = { x: 0, y: 0 }] = cells;
      for (let y = top - 8; y <= top + 8; y++)
        for (let x = left - 8; x <= left + 8; x++)
          expect(isInsideRegion(region, { x: (x + 0.5) * 16, y: (y + 0.5) * 16 })).toBe(own.has(`${x} ${y}`));
    }),
    { numRuns: 200 },
  );
});

test('no ring comes to a corner twice, and holes lie in a part', () => {
  fc.assert(
    fc.property(some, (cells) => {
      const region = cellOutline({ runs: runsOf(cells), cellUm: 1 });
      for (const ring of ringsOf(region))
        expect(new Set(ring.map(({ x, y }) => `${x} ${y}`)).size).toBe(ring.length);
    }),
  );
});

test('cells side by side have the corners of a rectangle', () => {
  const cells = [0, 1, 2, 3].flatMap((x) => [0, 1].map((y) => ({ x, y })));
  const [part, ...others] = cellOutline({ runs: runsOf(cells), cellUm: 10 });
  expect(others).toEqual([]);
  expect(part?.outer).toHaveLength(4);
});
