import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FrameClock } from './frame-clock';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A consumer that asks again at once; frames take no time. */
function run(intervalMs: number) {
  const times: number[] = [];
  const clock: FrameClock = new FrameClock(intervalMs, (now) => {
    times.push(now);
    clock.request();
  });
  return { clock, times };
}

test('a consumer that always asks gets the rate, and no more', () => {
  const { clock, times } = run(40);
  clock.request();
  vi.advanceTimersByTime(1000);
  expect(times).toHaveLength(26);
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  expect(new Set(gaps)).toEqual(new Set([40]));
});

test('nobody asks: nothing is made, and the first frame afterwards comes at once', () => {
  const made = vi.fn();
  const clock = new FrameClock(40, made);
  vi.advanceTimersByTime(1000);
  expect(made).not.toHaveBeenCalled();
  clock.request();
  clock.request();
  vi.advanceTimersByTime(1);
  expect(made).toHaveBeenCalledTimes(1);
  expect(clock.spareMs).toBeGreaterThan(0);
});

test('a late frame is caught up without a burst', () => {
  const times: number[] = [];
  let now = 0;
  const clock: FrameClock = new FrameClock(
    40,
    (at) => {
      times.push(at);
      if (times.length < 12) clock.request();
      // The third frame takes 100 ms.
      if (times.length === 3) now += 100;
    },
    () => now,
  );
  clock.request();
  for (let i = 0; i < 1000; i++) {
    now++;
    vi.advanceTimersByTime(1);
  }
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  expect(times).toHaveLength(12);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(19);
});

test('stopped: the frame that was asked for is not made', () => {
  const { clock, times } = run(40);
  clock.request();
  clock.stop();
  vi.advanceTimersByTime(1000);
  expect(times).toEqual([]);
});
