import { expect, test } from 'vitest';
import type { Diagnostics } from '../../domain/diagnostics';
import { measureTiming } from './measure-timing';

const ports = (after: Partial<Diagnostics>, visible = () => true) => {
  let clock = 0;
  let asked = 0;
  const before = { displayedFrames: 100, droppedFrames: 10, latency: null };
  return {
    diagnostics: async () => ({ ...before, ...(asked++ > 0 && after) }) as Diagnostics,
    visible,
    progressed: () => undefined,
    now: () => clock,
    wait: async (ms: number) => {
      clock += ms;
    },
  };
};

test('counts only what happened meanwhile', async () => {
  const latency = { p50: 10, p95: 40, p99: 50, samples: 50 };
  const timing = await measureTiming(ports({ displayedFrames: 150, droppedFrames: 60, latency }));
  expect(timing).toEqual({ framesPerSecond: 10, latencyMs: 40, droppedShare: 0.5 });
});

test('no frames have neither latency nor drops', async () => {
  expect(await measureTiming(ports({}))).toEqual({ framesPerSecond: 0, latencyMs: null, droppedShare: null });
});

test('a hidden page is not timed', async () => {
  expect(await measureTiming(ports({}, () => false))).toBeNull();
});
