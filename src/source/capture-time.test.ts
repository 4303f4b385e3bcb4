import { expect, test } from 'vitest';
import { CaptureTimes, timingOf } from './capture-time';

const ORIGIN = 1_700_000_000_000;

/** A clock that a test sets, ms since the time origin. */
function times() {
  const clock = { at: 0 };
  return { clock, of: new CaptureTimes(() => ORIGIN + clock.at, ORIGIN) };
}

test('the time that the browser tells is taken, not that of arrival', () => {
  const { clock, of } = times();
  clock.at = 1080;
  expect(of.of({ captureTime: 1000, timestamp: 5 })).toBe(ORIGIN + 1000);
});

test('a told time in the future, or from long ago, is of some other clock', () => {
  const { clock, of } = times();
  clock.at = 10_000;
  expect(of.of({ captureTime: 10_001 })).toBe(ORIGIN + 10_000);
  expect(of.of({ captureTime: 7000 })).toBe(ORIGIN + 10_000);
});

test('frames that a busy computer hands over late keep the time of their stamps', () => {
  const { clock, of } = times();
  const captured: number[] = [];
  // 25 frames a second, each 10 ms under way; the third and fourth wait for 70 and 30 ms more.
  for (const [index, late] of [0, 0, 70, 30, 0].entries()) {
    clock.at = 1000 + 40 * index + 10 + late;
    captured.push(of.of({ timestamp: 40 * index }) - ORIGIN);
  }
  expect(captured).toEqual([1010, 1050, 1090, 1130, 1170]);
});

test('a stamp is never read as later than the arrival, and a jump of the stamps is survived', () => {
  const { clock, of } = times();
  clock.at = 1000;
  of.of({ timestamp: 90_000 });
  clock.at = 1040;
  // The track began again from 0.
  expect(of.of({ timestamp: 0 })).toBe(ORIGIN + 1040);
  clock.at = 1090;
  expect(of.of({ timestamp: 40 })).toBe(ORIGIN + 1080);
});

test('clocks that drift apart are followed', () => {
  const { clock, of } = times();
  let late = 0;
  for (let index = 0; index < 1000; index++) {
    clock.at = 40 * index;
    // The camera's clock is 0.1 % slow.
    late = clock.at - (of.of({ timestamp: 0.999 * 40 * index }) - ORIGIN);
  }
  // 64 frames of 0.04 ms each, rather than the 40 ms of all.
  expect(late).toBeLessThan(3);
});

test('without any stamp the time of arrival is taken', () => {
  const { clock, of } = times();
  clock.at = 77;
  expect(of.of({})).toBe(ORIGIN + 77);
});

test('a frame’s own word is read where the browser has it', () => {
  const frame = (metadata?: () => unknown) =>
    ({ timestamp: 40_000, ...(metadata && { metadata }) }) as unknown as VideoFrame;
  expect(timingOf(frame())).toEqual({ captureTime: undefined, timestamp: 40 });
  expect(timingOf(frame(() => ({ captureTime: 12.5 }))).captureTime).toBe(12.5);
  expect(timingOf(frame(() => ({}))).captureTime).toBeUndefined();
});
