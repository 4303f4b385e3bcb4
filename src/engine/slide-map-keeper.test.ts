import { expect, test } from 'vitest';
import type { PinnedField } from './field-pipeline';
import type { FieldAssessment } from './inference/assessment';
import { SlideMapKeeper } from './slide-map-keeper';

const assessment: FieldAssessment = {
  columns: 10,
  rows: 6,
  regions: Array.from({ length: 60 }, () => 'assessed' as const),
};

/** A field on island 1 whose px come when `until` says so. */
const field = (until: Promise<void>): PinnedField => ({
  size: { width: 640, height: 384 },
  capturedAt: 1,
  sequence: 1,
  tracked: { centre: { x: 0, y: 0 }, umPerPx: 1, confidence: 1, island: 1, shiftPx: { x: 0, y: 0 } },
  quality: { columns: 10, rows: 6, values: new Float32Array(300) },
  extract: () => Promise.reject(new Error('not asked for')),
  resample: async ({ corners, sizePx }) => {
    await until;
    return new Float32Array(corners.length * sizePx ** 2 * 3);
  },
  release: () => {},
});

test('names of joined islands mean nothing on another slide, where they are given from the first again', () => {
  const keeper = new SlideMapKeeper();
  keeper.join({ from: 1, into: 0, offset: { x: 0, y: 0 } });
  expect(keeper.wasJoined(1)).toBe(true);
  keeper.reset();
  expect(keeper.wasJoined(1)).toBe(false);
});

test('a field that is still being cut when its island is joined leaves no island behind', async () => {
  const map = new SlideMapKeeper();
  await map.see(field(Promise.resolve()), assessment, false);
  expect(map.atlas.islands()).toEqual([1]);
  map.clear();

  let release = () => {};
  const seen = map.see(field(new Promise((resolve) => (release = resolve))), assessment, false);
  map.join({ from: 1, into: 0, offset: { x: 100, y: 0 } });
  release();
  await seen;
  expect(map.atlas.islands()).toEqual([]);
});
