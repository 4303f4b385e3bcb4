import { expect, test } from 'vitest';
import { clipTimes, writeClip } from './clip';

test('frames follow at the pace at which they were taken', () => {
  const times = clipTimes([5000, 5100, 5350]);
  expect(times.map(({ at }) => Number(at.toFixed(3)))).toEqual([0, 0.1, 0.35]);
  expect(times.map((time) => Number(time.for.toFixed(3)))).toEqual([0.1, 0.25, 0.25]);
});

test('a pause does not stretch the clip, and times always rise', () => {
  expect(clipTimes([0, 8000, 8100]).map(({ at }) => at)).toEqual([0, 1, 1.1]);
  const same = clipTimes([7, 7, 7]).map(({ at }) => at);
  expect(new Set(same).size).toBe(3);
  expect(clipTimes([3])).toEqual([{ at: 0, for: 0.1 }]);
});

test('no frames, no clip', async () => {
  await expect(writeClip([], () => undefined)).rejects.toMatchObject({ code: 'clip-failed' });
});
