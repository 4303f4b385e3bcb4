import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Annotation, Decision } from '../domain/annotation';
import type { Focus } from '../domain/focus';
import { shapeOfRegion } from '../domain/outline';
import { cellOutline } from './cell-outline';
import { findFoci } from './foci';
import { reviewRegions as review, sameRegion } from './region-review';

const CELL = 16;
const SIDE = 24;
const options = { cellUm: CELL, threshold: 0.5, modelId: 'm', classId: 'c', island: 0 };

const reviewRegions = (foci: readonly Focus[], annotations: readonly Annotation[]) =>
  review(foci, annotations, options);

/** Foci of a map of SIDE x SIDE cells. */
function fociOf(positive: (column: number, row: number) => boolean): Focus[] {
  const value = (column: number, row: number) =>
    column < 0 || row < 0 || column >= SIDE || row >= SIDE ? -1 : positive(column, row) ? 0.9 : 0.1;
  return findFoci(
    {
      value,
      forEach: (visit) => {
        for (let row = 0; row < SIDE; row++)
          for (let column = 0; column < SIDE; column++) visit(column, row, value(column, row));
      },
    },
    options,
  );
}

function decided(
  focus: Focus,
  decision: Decision = 'confirmed',
  change: Partial<Annotation> = {},
): Annotation {
  return {
    id: crypto.randomUUID(),
    shape: shapeOfRegion(cellOutline(focus)),
    island: focus.island,
    classId: null,
    label: '',
    locked: false,
    createdAt: new Date(0).toISOString(),
    origin: {
      ...{ kind: 'model', modelId: 'm', modelHash: 'h', classId: 'c', threshold: 0.5, corrected: false },
      decision,
    },
    ...change,
  };
}

const box = (x: number, y: number, width: number, height: number) => (column: number, row: number) =>
  column >= x && column < x + width && row >= y && row < y + height;
const either =
  (...parts: ReturnType<typeof box>[]) =>
  (column: number, row: number) =>
    parts.some((part) => part(column, row));

const maps = fc.uniqueArray(fc.nat(SIDE * SIDE - 1), { minLength: 1, maxLength: 160 }).map((cells) => {
  const own = new Set(cells);
  return (column: number, row: number) => own.has(row * SIDE + column);
});

test('every decision is found again on the same regions, whatever their order', () => {
  fc.assert(
    fc.property(maps, fc.func(fc.constantFrom<Decision>('confirmed', 'rejected', 'noted')), (map, say) => {
      const foci = fociOf(map);
      const decisions = foci.map((focus) => decided(focus, say(focus.bounds.x, focus.bounds.y)));
      const { regions, gone } = reviewRegions([...foci].reverse(), decisions);
      expect(gone).toEqual([]);
      for (const { focus, decision, changed, decided: own } of regions) {
        expect(changed).toBe(false);
        expect(own).toHaveLength(1);
        expect(decision).toBe(say(focus.bounds.x, focus.bounds.y));
      }
    }),
    { numRuns: 60 },
  );
});

test('a decision belongs to one region or to none, and a change of the rest of the slide does not touch it', () => {
  fc.assert(
    fc.property(maps, maps, (before, after) => {
      const decisions = fociOf(before).map((focus) => decided(focus));
      const { regions, gone } = reviewRegions(fociOf(after), decisions);
      const placed = regions.flatMap(({ decided: own }) => own.map(({ id }) => id));
      expect([...placed, ...gone.map(({ id }) => id)].sort()).toEqual(decisions.map(({ id }) => id).sort());
      for (const { focus, changed, decided: own } of regions) {
        const [only] = own;
        const same = only && JSON.stringify(only.shape) === JSON.stringify(shapeOfRegion(cellOutline(focus)));
        if (own.length === 1 && same) expect(changed).toBe(false);
        if (own.length > 1) expect(changed).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('decisions go with their tissue where it lies elsewhere in slide space', () => {
  const dx = 8 * CELL;
  const [focus] = fociOf(box(2, 2, 5, 4));
  const [moved] = fociOf(box(10, 2, 5, 4));
  if (!focus || !moved) throw new Error('no focus');
  const decision = decided(focus);
  expect(reviewRegions([moved], [decision]).gone).toHaveLength(1);
  if (decision.shape.kind !== 'polygon') throw new Error('one ring');
  const points = decision.shape.points.map(({ x, y }) => ({ x: x + dx + 3, y: y + 2 }));
  const along: Annotation = { ...decision, shape: { kind: 'polygon', points } };
  expect(reviewRegions([moved], [along]).regions[0]).toMatchObject({ decision: 'confirmed', changed: false });
});

test('a little more of a region is the same one; much more is told as changed', () => {
  const [focus] = fociOf(box(2, 2, 10, 4));
  const decision = focus && decided(focus);
  if (!decision) throw new Error('no focus');
  const now = (width: number) => reviewRegions(fociOf(box(2, 2, width, 4)), [decision]).regions[0];
  expect(now(12)).toMatchObject({ decision: 'confirmed', changed: false });
  expect(now(8)).toMatchObject({ decision: 'confirmed', changed: false });
  for (const width of [15, 20, 6, 3]) expect(now(width)?.changed).toBe(true);
});

test('regions that grow together are changed, whatever was decided of each', () => {
  const foci = fociOf(either(box(1, 1, 4, 4), box(9, 1, 4, 4)));
  const decisions = foci.map((focus, i) => decided(focus, i === 0 ? 'confirmed' : 'rejected'));
  const [joined, ...others] = reviewRegions(fociOf(box(1, 1, 12, 4)), decisions).regions;
  expect(others).toEqual([]);
  expect(joined?.decided).toHaveLength(2);
  expect(joined?.changed).toBe(true);
});

test('of a region that falls apart, the larger piece keeps the decision, as changed', () => {
  const [whole] = fociOf(box(1, 1, 14, 4));
  const pieces = fociOf(either(box(1, 1, 8, 4), box(10, 1, 5, 4)));
  const { regions } = reviewRegions(pieces, whole ? [decided(whole)] : []);
  expect(regions.map(({ decision, changed }) => [decision, changed])).toEqual([
    ['confirmed', true],
    [null, false],
  ]);
});

test('decisions of another class, model or island, and accepted outlines, are none of it', () => {
  const foci = fociOf(box(2, 2, 4, 4));
  const [focus] = foci;
  if (!focus) throw new Error('no focus');
  const model = decided(focus).origin;
  const others = [
    decided(focus, 'confirmed', { island: 1 }),
    decided(focus, 'confirmed', { origin: { ...model, classId: 'other' } as Annotation['origin'] }),
    decided(focus, 'confirmed', { origin: { ...model, decision: undefined } as Annotation['origin'] }),
  ];
  const { regions, gone } = reviewRegions(foci, others);
  expect(regions[0]?.decision).toBeNull();
  expect(gone).toEqual([]);
});

test('the region in hand is followed as it grows', () => {
  const [before] = fociOf(box(2, 2, 4, 4));
  const now = fociOf(either(box(2, 2, 9, 4), box(16, 2, 4, 4)));
  if (!before) throw new Error('no focus');
  expect(sameRegion(now, before)?.bounds).toEqual({ x: 32, y: 32, width: 144, height: 64 });
  expect(sameRegion(fociOf(box(12, 12, 4, 4)), before)).toBeNull();
});
