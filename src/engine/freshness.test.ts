import { expect, test } from 'vitest';
import type { FrameFlow, SourceKind } from '../domain/frame';
import { Freshness, freshnessLimit } from './freshness';

/** A source that has shown frames every `frameMs`, and time that a test moves on. */
function showing(flow: FrameFlow, frameMs = 33) {
  let now = 5_000;
  let slept = 0;
  const freshness = new Freshness({ now: () => now }, () => 1_000_000 + now + slept);
  freshness.begin();
  freshness.told(flow);
  /** Lets time pass, with a beat each 200 ms. */
  const pass = (ms: number) => {
    for (let left = ms; left > 0; left -= 200) {
      now += Math.min(200, left);
      freshness.beat();
    }
  };
  const frames = (count: number, every = frameMs) => {
    for (let i = 0; i < count; i++) {
      pass(every);
      freshness.frame();
    }
  };
  const sleep = (ms: number) => {
    slept += ms;
  };
  frames(12);
  return { freshness, pass, frames, sleep, wall: () => 1_000_000 + now + slept };
}

const isOld = (flow: FrameFlow, ms: number, frameMs = 33) => {
  const { freshness, pass } = showing(flow, frameMs);
  pass(ms);
  return freshness.stale !== null;
};

/** How each kind of source says what may be expected of it (see source/). */
const FLOW_OF: Readonly<Record<SourceKind, FrameFlow>> = {
  camera: 'steady',
  simulated: 'steady',
  video: 'steady',
  screen: 'on-change',
  image: 'still',
};

test.each<[SourceKind, FrameFlow | null, number, boolean]>([
  ['camera', null, 1_800, false],
  ['camera', null, 2_400, true],
  ['camera', 'muted', 200, true],
  ['simulated', null, 2_400, true],
  ['video', null, 2_400, true],
  ['video', 'still', 600_000, false],
  ['screen', null, 600_000, false],
  ['screen', 'muted', 200, true],
  ['image', null, 600_000, false],
])('%s, told %s: after %d ms without a frame old is %s', (kind, told, ms, old) => {
  const { freshness, pass } = showing(FLOW_OF[kind]);
  if (told) freshness.told(told);
  pass(ms);
  expect(freshness.stale !== null).toBe(old);
});

test('a slow camera has ten of its frames, and no pause of it counts as its pace', () => {
  expect(isOld('steady', 4_800, 500)).toBe(false);
  expect(isOld('steady', 5_400, 500)).toBe(true);
  expect(freshnessLimit('steady', 60_000)).toBe(30_000);
  const { freshness, pass, frames } = showing('steady');
  pass(60_000);
  frames(1);
  pass(2_400);
  expect(freshness.stale).not.toBeNull();
});

test('it says since when, and a new frame ends it', () => {
  const { freshness, pass, frames, wall } = showing('steady');
  const shown = wall();
  pass(10_000);
  expect(freshness.stale).toEqual({ since: shown, muted: false });
  frames(1);
  expect([freshness.beat(), freshness.stale]).toEqual([true, null]);
  expect(freshness.beat()).toBe(false);
});

test('a source that promises pictures again does not make the last one new', () => {
  const { freshness, pass, frames } = showing('steady');
  freshness.told('muted');
  pass(200);
  expect(freshness.stale).toMatchObject({ muted: true });
  freshness.told('steady');
  pass(200);
  expect(freshness.stale).toMatchObject({ muted: false });
  frames(1);
  expect(freshness.stale).toBeNull();
});

test('frozen and hidden are exempt; once live again, the wait begins anew', () => {
  const { freshness, pass } = showing('steady');
  freshness.pause(true);
  pass(60_000);
  expect(freshness.stale).toBeNull();
  freshness.pause(false);
  pass(1_800);
  expect(freshness.stale).toBeNull();
  pass(600);
  expect(freshness.stale).not.toBeNull();
  freshness.pause(true);
  expect(freshness.stale).toBeNull();
  freshness.pause(false);
  expect(freshness.stale).not.toBeNull();
});

test('a computer that slept wakes to an old picture, though no time passed for the page', () => {
  const { freshness, sleep, frames } = showing('steady');
  sleep(3_600_000);
  freshness.beat();
  expect(freshness.stale).not.toBeNull();
  frames(1);
  expect(freshness.stale).toBeNull();
});

test('before the first frame of a source, and of a slide, nothing is old: it is waited for', () => {
  const { freshness, pass } = showing('steady');
  freshness.forget();
  pass(60_000);
  expect(freshness.stale).toBeNull();
  freshness.begin();
  expect(freshness.flow).toBe('steady');
  pass(60_000);
  expect(freshness.stale).toBeNull();
});
