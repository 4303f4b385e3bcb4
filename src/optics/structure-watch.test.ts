import { expect, test, vi } from 'vitest';
import { StructureWatch } from './structure-watch';

const field = { capturedAt: 10_000, umPerPx: 0.5, tracked: { island: 3 } };
const told = { echo: 0, beat: 2 };

function watch() {
  const find = vi.fn(() => told);
  const made = new StructureWatch();
  made.of(field, find);
  return { watch: made, find };
}

test('what was told of a place holds for a second', () => {
  const { watch: made, find } = watch();
  expect(made.of({ ...field, capturedAt: 10_999 }, find)).toBe(told);
  expect(find).toHaveBeenCalledOnce();
  made.of({ ...field, capturedAt: 11_000 }, find);
  expect(find).toHaveBeenCalledTimes(2);
});

test.each([
  ['another scale', { ...field, umPerPx: 0.25 }],
  ['another place', { ...field, tracked: { island: 4 } }],
  ['a place that is not known', { ...field, tracked: null }],
  ['an earlier frame', { ...field, capturedAt: 9_000 }],
])('%s is looked at anew', (_, other) => {
  const { watch: made, find } = watch();
  made.of(other, find);
  expect(find).toHaveBeenCalledTimes(2);
});

test('nothing is remembered of an earlier slide', () => {
  const { watch: made } = watch();
  made.forget();
  expect(made.recall(field)).toBeNull();
});
