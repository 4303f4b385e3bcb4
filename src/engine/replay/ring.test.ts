import { expect, test } from 'vitest';
import { ReplayRing, recordingGap } from './ring';

const entry = (id: number, capturedAt: number, bytes = 10) => ({ id, capturedAt, bytes });
const ids = (ring: ReplayRing<ReturnType<typeof entry>>) => ring.entries.map(({ id }) => id);

test('keeps the span and lets go of what is older', () => {
  const ring = new ReplayRing<ReturnType<typeof entry>>(1000, 1e6);
  for (let i = 0; i < 30; i++) ring.push(entry(i, i * 100));
  expect(ids(ring)).toEqual([19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
  expect(ring.bytes).toBe(110);
  expect(ring.find(18)).toBeNull();
  expect(ring.find(20)?.capturedAt).toBe(2000);
});

test('never holds more bytes than allowed', () => {
  const ring = new ReplayRing<ReturnType<typeof entry>>(1e9, 100);
  for (const [i, bytes] of [40, 40, 40, 90, 5, 101, 5].entries()) {
    ring.push(entry(i, i, bytes));
    expect(ring.bytes).toBe(ring.entries.reduce((sum, each) => sum + each.bytes, 0));
    expect(ring.bytes).toBeLessThanOrEqual(100);
  }
  expect(ids(ring)).toEqual([3, 4, 6]);
});

test('times that go back begin anew', () => {
  const ring = new ReplayRing<ReturnType<typeof entry>>(1000, 1e6);
  ring.push(entry(1, 5000));
  ring.push(entry(2, 400));
  expect(ids(ring)).toEqual([2]);
  ring.clear();
  expect(ring.bytes).toBe(0);
});

test('the rate falls with what a frame costs', () => {
  expect(recordingGap(null, 10_000, 1000)).toBe(100);
  expect(recordingGap({ ms: 10, bytes: 1 }, 10_000, 1000)).toBe(100);
  // A fifth of a core.
  expect(recordingGap({ ms: 60, bytes: 1 }, 10_000, 1000)).toBe(300);
  // Ten frames of this size fill the memory, so they are a second apart.
  expect(recordingGap({ ms: 10, bytes: 100 }, 10_000, 1000)).toBe(1000);
});
