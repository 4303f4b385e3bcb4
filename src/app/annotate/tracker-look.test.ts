import { expect, test } from 'vitest';
import { TrackerLook } from './tracker-look';

const JOIN = { from: 2, into: 1, offset: { x: 1, y: 2 } };

test('each run has a name of its own and begins without joins', () => {
  const look = new TrackerLook();
  const first = look.id;
  look.join(JOIN);
  expect(look.joins).toEqual([JOIN]);
  look.begin();
  expect(look.id).not.toBe(first);
  expect(look.joins).toEqual([]);
});

test('of a run that is gone on with, only islands that were known then are those that annotations lie on', () => {
  const look = new TrackerLook();
  expect(look.isKnown(99)).toBe(true);
  look.resume('earlier', 3, [JOIN]);
  expect(look).toMatchObject({ id: 'earlier', joins: [JOIN] });
  expect([look.isKnown(3), look.isKnown(4)]).toEqual([true, false]);
});
