import { expect, test } from 'vitest';
import type { ModelManifest } from '../domain/manifest';
import { cutOf } from './tile-cut';

const manifest = {
  cellUm: 16,
  umPerPx: 1,
  margin: 32,
  input: { mean: [0, 0, 0], std: [1, 1, 1] },
} as unknown as ModelManifest;

test('a tile is cut with its margin, at the frame px where its cells lie', () => {
  const tracked = {
    centre: { x: 100, y: 40 },
    umPerPx: 0.5,
    confidence: 1,
    island: 0,
    shiftPx: { x: 0, y: 0 },
  };
  const cut = cutOf({ width: 1280, height: 720 }, tracked, manifest, [{ column: 6, row: 2 }], 128);
  // The tile's input begins at 6 * 16 - 32 = 64 um: 36 um, 72 px, left of the centre.
  expect(cut.corners).toEqual([{ x: 640 - 72, y: 360 - 80 }]);
  expect(cut.scale).toBe(2);
});

test('without a place nothing is cut', () => {
  expect(() => cutOf({ width: 10, height: 10 }, null, manifest, [], 128)).toThrow(/place/);
});
