import { expect, test } from 'vitest';
import type { StillField } from './still-field';
import { StillWatch } from './still-watch';
import { settled } from './testing/gates';

function watch() {
  let looks = 0;
  const place = { centre: { x: 0, y: 0 }, umPerPx: 1, confidence: 1, island: 0, shiftPx: { x: 0, y: 0 } };
  const field = (stays: () => boolean): StillField => ({
    holder: async () => {
      if (!stays()) return null;
      looks++;
      return { place: async () => place, tracked: () => place, lookAgain: () => {} };
    },
    wasJoined: () => false,
    looked: () => {},
  });
  return { watch: new StillWatch(field, { wait: async () => {} }), looks: () => looks };
}

async function beats(still: StillWatch, count: number, frames: () => number) {
  for (let beat = 0; beat < count; beat++) still.beat(frames);
  await settled();
}

test('a field after which no frame comes for a while is looked at, once', async () => {
  const { watch: still, looks } = watch();
  await beats(still, 5, () => 3);
  expect(looks()).toBe(0);
  await beats(still, 1, () => 3);
  const once = looks();
  expect(once).toBeGreaterThan(0);
  await beats(still, 20, () => 3);
  expect(looks()).toBe(once);
});

test('while frames come none is looked at, and the count begins again with each', async () => {
  const { watch: still, looks } = watch();
  let frames = 0;
  await beats(still, 40, () => frames++);
  await beats(still, 4, () => frames);
  await beats(still, 1, () => ++frames);
  await beats(still, 4, () => frames);
  expect(looks()).toBe(0);
});

test('a frame that comes meanwhile ends the looks', async () => {
  const { watch: still, looks } = watch();
  let frames = 1;
  for (let beat = 0; beat < 6; beat++) still.beat(() => frames);
  frames++;
  await settled();
  expect(looks()).toBeLessThanOrEqual(1);
});
