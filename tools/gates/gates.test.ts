import { expect, test } from 'vitest';
import { BAD_KINDS, GateFields } from './fields';
import { judge } from './judge';

/** Simulated tissue alone: `npm run bench:gates` is the long version, with real H&E. */
const fields = new GateFields('held out', 12, false);
const PER_KIND = 4;

test.each(BAD_KINDS)('nothing is called on: %s', { timeout: 300_000 }, (kind) => {
  const called = Array.from({ length: PER_KIND }, (_, seed) => fields.bad(kind, seed)).flatMap((field) => {
    const { right, assessed, regions } = judge(field, false);
    return right ? [] : [`${field.detail}: ${assessed} of ${regions}`];
  });
  expect(called).toEqual([]);
});

test('good fields are assessed', { timeout: 300_000 }, () => {
  const verdicts = Array.from({ length: 36 }, (_, seed) => judge(fields.good(seed), true));
  expect(verdicts.every(({ regions }) => regions > 0)).toBe(true);
  // One in 36 is 97 %.
  expect(verdicts.filter(({ right }) => !right).length).toBeLessThanOrEqual(1);
});
