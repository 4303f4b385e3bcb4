import { expect, test } from 'vitest';
import { Atlas } from '../slide-map/atlas';
import { put } from '../slide-map/testing';
import { restoreSlideMap, storeSlideMap } from './stored-slide-map';

const layout = { hash: 'a', cellUm: 16, classes: 1 };
const nothing = { highestIsland: -1, joins: [], fields: [] };

test('an island of the map is never given again, also where tracking has not yet heard of it', () => {
  const atlas = new Atlas();
  put(atlas.cells(2, layout), [[0, 0, 0.5]]);
  const { atlas: back, remembered } = restoreSlideMap(storeSlideMap(atlas, nothing));
  expect(remembered.highestIsland).toBe(2);
  expect(back.peekCells(2, layout)?.value(0, 0)).toBe(0.5);
});

test('of map and memory neither is used where one is damaged, or does not go with the other', () => {
  const atlas = new Atlas();
  put(atlas.cells(2, layout), [[0, 0, 0.5]]);
  const stored = storeSlideMap(atlas, nothing);
  for (const damaged of [
    null,
    { ...stored, memory: null },
    { ...stored, atlas: {} },
    { ...stored, memory: { ...stored.memory, highestIsland: 1 } },
  ])
    expect(() => restoreSlideMap(damaged)).toThrow(expect.objectContaining({ code: 'record-corrupt' }));
});
