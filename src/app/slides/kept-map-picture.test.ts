import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { storeSlideMap } from '../../engine/stored-slide-map';
import { Atlas } from '../../slide-map/atlas';
import { put } from '../../slide-map/testing';
import { type KeptLayer, type KeptMapRequest, pictureOfKept } from './kept-map-picture';

const AT = '2026-01-01T00:00:00.000Z';
const LAYER: KeptLayer = {
  ...{ hash: 'a', cellUm: 16, classes: 1, modelId: 'm', classId: 'tumour', className: 'Tumour' },
  ...{ classIndex: 0, threshold: 0.5 },
};
const nothing = { highestIsland: -1, joins: [], fields: [] };

/** A large island with a focus of 4 x 2 cells, and a small one without. */
function kept() {
  const atlas = new Atlas();
  const cells = Array.from({ length: 64 }, (_, k): [number, number, number] => {
    const [column, row] = [k % 8, Math.floor(k / 8)];
    return [column, row, column >= 2 && column < 6 && row >= 3 && row < 5 ? 0.9 : 0.1];
  });
  put(atlas.cells(3, LAYER), cells);
  put(atlas.cells(5, LAYER), [[0, 0, 0.2]]);
  return storeSlideMap(atlas, { ...nothing, highestIsland: 5 });
}
const request = (change: Partial<KeptMapRequest> = {}): KeptMapRequest => ({
  ...{ kept: kept(), layer: LAYER, size: { width: 120, height: 80 } },
  style: { heatmap: true, opacity: 1, colourMap: 'viridis' },
  ...change,
});

test('the largest island is shown first, with what was seen, examined and found of it', async () => {
  const made = await pictureOfKept(request(), AT);
  expect(made).toMatchObject({ islands: [3, 5], island: 3 });
  expect(made?.foci).toHaveLength(1);
  expect(made?.view.foci).toMatchObject({ className: 'Tumour', total: 1 });
  // 8 x 8 cells of 16 um.
  expect(made?.view.examinedMm2).toBeCloseTo((8 * 16) ** 2 / 1e6, 2);
  if (!made) throw new Error('no picture');
  const png = decode(new Uint8Array(await made.picture.arrayBuffer()));
  expect(png).toMatchObject({ width: 120, height: 80 });
});

test('another island is shown where it is asked for, and the largest where it is gone', async () => {
  expect(await pictureOfKept(request({ island: 5 }), AT)).toMatchObject({ island: 5, foci: [] });
  expect(await pictureOfKept(request({ island: 99 }), AT)).toMatchObject({ island: 3 });
});

test('without a class, or with one of other weights, no foci are told', async () => {
  expect((await pictureOfKept(request({ layer: null }), AT))?.view.foci).toBeNull();
  const other = await pictureOfKept(request({ layer: { ...LAYER, hash: 'b' } }), AT);
  expect(other?.view).toMatchObject({ foci: { total: 0, longestUm: null } });
});

test('nothing seen is no picture; a damaged record is refused by name', async () => {
  expect(await pictureOfKept(request({ kept: storeSlideMap(new Atlas(), nothing) }), AT)).toBeNull();
  await expect(pictureOfKept(request({ kept: { atlas: 7 } }), AT)).rejects.toMatchObject({
    code: 'record-corrupt',
  });
});
