import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelPlaces } from './label-places';

test('words that have room stay; those that would lie on others give way', () => {
  const box = (x: number, y: number) => ({ x, y, width: 60 });
  expect(labelPlaces([box(0, 0), box(200, 0), box(0, 40)])).toEqual([0, 0, 0]);
  expect(labelPlaces([box(0, 0), box(10, 4), box(20, 0)])).toEqual([0, 19, -19]);
});

test('few labels never overlap', () => {
  const boxes = fc.array(
    fc.record({ x: fc.nat(300), y: fc.nat(200), width: fc.integer({ min: 10, max: 120 }) }),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(boxes, (labels) => {
      const placed = labels.map((label, i) => ({ ...label, y: label.y + (labelPlaces(labels)[i] ?? 0) }));
      for (const [i, a] of placed.entries())
        for (const b of placed.slice(i + 1))
          expect(Math.abs(a.y - b.y) >= 19 || a.x >= b.x + b.width || b.x >= a.x + a.width).toBe(true);
    }),
  );
});
