import { expect, test } from 'vitest';
import { testManifest } from '../../model/test-model';
import { StructureWatch } from '../../optics/structure-watch';
import { MovingCamera, stainedSpecimen } from '../../tracking/testing/moving-slide';
import { pinBytes } from './canvas-pins';
import { FIELD } from './test-field';

const bytes = new MovingCamera(FIELD.width, FIELD.height).expose(
  stainedSpecimen(700, 500),
  { x: 300, y: 250 },
  1,
);
const tracked = { centre: { x: 0, y: 0 }, umPerPx: 1, confidence: 1, island: 0, shiftPx: { x: 0, y: 0 } };
const image = { size: FIELD, capturedAt: 9, sequence: 4, umPerPx: 1, tracked, picture: null };

test('tiles are cut where they lie on the slide, from the held picture', async () => {
  const pinned = pinBytes(image, bytes, new StructureWatch());
  expect(pinned).toMatchObject({ size: FIELD, capturedAt: 9, sequence: 4, tracked });
  expect(pinned.quality.columns * pinned.quality.rows).toBeGreaterThan(0);
  const manifest = testManifest('model');
  const input = await pinned.extract(manifest, [{ column: 0, row: 0 }], manifest.tile, 'cpu');
  if (input.kind !== 'cpu') throw new Error('not in plain memory');
  expect([input.count, input.size, input.data.length]).toEqual([1, 48, 48 * 48 * 3]);
  // The tile's core begins at the middle of the field; its margin reaches further out.
  const at = (x: number, y: number) => (bytes.rgba[(y * FIELD.width + x) * 4] ?? 0) / 255;
  const left = FIELD.width / 2 - manifest.margin;
  const top = FIELD.height / 2 - manifest.margin;
  for (const [x, y] of [
    [0, 0],
    [47, 0],
    [20, 33],
  ] as const)
    expect(input.data[(y * 48 + x) * 3]).toBeCloseTo(at(left + x, top + y), 5);
});
