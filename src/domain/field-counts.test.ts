import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assessedShare, FieldCounter, type FieldCounts, fieldState, obstacleOf } from './field-counts';
import { OTHER_PICTURES } from './picture';
import type { Assessment } from './quality';

const ASSESSMENTS: readonly Assessment[] = [
  'assessed',
  'looking',
  'no-tissue',
  'out-of-focus',
  'over-exposed',
  'blown-out',
  'under-exposed',
  'ink',
  'motion-blur',
  ...OTHER_PICTURES,
];

const count = (of: Partial<Record<Assessment, number>>, known = 0): FieldCounts => {
  const counter = new FieldCounter();
  for (let i = 0; i < known; i++) counter.add(true, 'assessed');
  for (const [assessment, times] of Object.entries(of) as [Assessment, number][])
    for (let i = 0; i < times; i++) counter.add(false, assessment);
  return counter.counts;
};

/** Few kinds of places in a field, as in life, or many. */
const mixes = fc
  .subarray([...ASSESSMENTS], { minLength: 1 })
  .chain((kinds) =>
    fc
      .tuple(...kinds.map((kind) => fc.tuple(fc.constant(kind), fc.integer({ min: 0, max: 60 }))))
      .map((pairs) => Object.fromEntries(pairs) as Partial<Record<Assessment, number>>),
  );
const settled = { pending: 0, lost: false };

test('nothing that has no answer is ever called examined, whatever it is mixed of', () => {
  fc.assert(
    fc.property(mixes, mixes, fc.nat(3), fc.boolean(), (picture, cells, pending, lost) => {
      const counted = count(cells);
      expect(counted.assessed).toBe(0);
      expect(fieldState(count(picture), counted, { pending, lost })).not.toBe('examined');
    }),
    { numRuns: 500 },
  );
});

test('what is called examined has an answer for at least half of what is not white, and nothing of it waits', () => {
  let examined = 0;
  fc.assert(
    fc.property(mixes, mixes, fc.nat(300), fc.boolean(), (picture, cells, known, lost) => {
      const counted = count(cells, known);
      if (fieldState(count(picture), counted, { pending: 0, lost }) !== 'examined') return;
      examined++;
      const { 'blown-out': _, ...refused } = counted.refused;
      const others = Object.values(refused).reduce((sum, each) => sum + each, 0);
      expect([lost, counted.waiting]).toEqual([false, 0]);
      expect(counted.assessed).toBeGreaterThan(0);
      expect(counted.assessed).toBeGreaterThanOrEqual(others);
    }),
    { numRuns: 1000 },
  );
  expect(examined).toBeGreaterThan(0);
});

test('every place is counted once, and the share is of the tissue', () => {
  fc.assert(
    fc.property(mixes, fc.nat(100), (cells, known) => {
      const counted = count(cells, known);
      const refused = Object.values(counted.refused).reduce((sum, each) => sum + each, 0);
      const all = known + Object.values(cells).reduce((sum, each) => sum + each, 0);
      expect(counted.assessed + counted.waiting + counted.withoutTissue + refused).toBe(all);
      const tissue = all - counted.withoutTissue;
      expect(assessedShare(counted)).toBeCloseTo(tissue === 0 ? 0 : known / tissue, 10);
    }),
  );
});

test('a photograph of which no reason covers half is told by the largest, not as examined', () => {
  const photograph = { ink: 40, 'under-exposed': 22, 'out-of-focus': 18, 'no-tissue': 120 };
  expect(obstacleOf(count(photograph))).toBe('ink');
  expect(fieldState(count(photograph), count(photograph), settled)).toBe('ink');
  // Also where the regions would have it otherwise.
  expect(fieldState(count({ assessed: 100 }), count(photograph), settled)).toBe('ink');
});

test('what waits, has no place, or was never looked at is being looked at', () => {
  const tissue = count({ assessed: 50 });
  expect(fieldState(null, null, settled)).toBe('looking');
  expect(fieldState(tissue, null, settled)).toBe('looking');
  expect(fieldState(tissue, tissue, settled)).toBe('looking');
  expect(fieldState(tissue, count({}, 50), { pending: 1, lost: false })).toBe('looking');
  expect(fieldState(tissue, count({}, 50), settled)).toBe('examined');
  expect(fieldState(tissue, count({}, 50), { pending: 0, lost: true })).toBe('tracking-lost');
});

test('a speck of tissue that has an answer is not denied', () => {
  const specks = count({ 'no-tissue': 99, assessed: 1 });
  expect(fieldState(specks, count({ 'no-tissue': 400 }), settled)).toBe('no-tissue');
  expect(fieldState(specks, count({ 'no-tissue': 400 }, 3), settled)).toBe('examined');
});
