import { expect, test } from 'vitest';
import { ArrayCellStore } from '../../slide-map/array-store';
import type { LayerRequest } from '../field-pipeline';
import type { FieldImage } from './field-image';
import { overlayScene } from './overlay-scene';
import { FIELD, layerOf, sceneOfLayers } from './test-field';

const tracked = { centre: { x: 5, y: 6 }, umPerPx: 0.5, confidence: 1, island: 2, shiftPx: { x: 0, y: 0 } };
const image: FieldImage<null> = {
  ...{ size: FIELD, capturedAt: 1, sequence: 1, umPerPx: 0.5, tracked, picture: null },
};
const layer = layerOf(new ArrayCellStore(1));
const window = new Float32Array(1);
const of = (
  change: Partial<FieldImage<null>> = {},
  windowOf = (_: LayerRequest): Float32Array | undefined => window,
) => overlayScene({ ...image, ...change }, { ...sceneOfLayers([layer], 2), scaleBar: true }, windowOf);

test('a scene lies where its field lies', () => {
  expect(of()).toMatchObject({
    frameSize: FIELD,
    placement: { centre: { x: 5, y: 6 }, umPerPx: 0.5 },
    hatchAll: false,
    scaleBar: { umPerPx: 0.5 },
    layers: [{ modelId: 'model', classId: 'class-0', window }],
  });
});

test('without a place there is none, and without a scale no bar', () => {
  expect(of({ tracked: null }).placement).toBeNull();
  expect(of({ tracked: { ...tracked, confidence: 0 } }).placement).toBeNull();
  expect(of({ umPerPx: null, tracked: null }).scaleBar).toBeNull();
});

test('a class whose cells are not to be had hatches all: it must not look negative', () => {
  expect(of({}, () => undefined)).toMatchObject({ hatchAll: true, layers: [] });
});
