import { expect, test } from 'vitest';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED } from '../domain/overlay';
import { COVERAGE, type MapView } from '../domain/slide-map';
import { CellPages } from './cell-pages';
import { pictureMap } from './map-picture';
import { MosaicPages } from './mosaic-pages';
import { paint, put } from './testing';

const view: MapView = { island: 0, origin: { x: -32, y: -16 }, umPerPx: 8, width: 8, height: 6, layer: null };

function map() {
  const mosaic = new MosaicPages();
  const pages = new CellPages(1);
  // 64 x 32 um in focus from (-32, 0), 32 x 16 um out of focus above on the right.
  paint(mosaic, { column: -4, row: 0 }, { width: 8, height: 4 }, [1, 0.5, 0]);
  paint(mosaic, { column: 0, row: -2 }, { width: 4, height: 2 }, [0, 0, 1], false);
  put(pages, [
    [-2, 0, 0.25],
    [-1, 0, 0.75],
    [0, 0, CELL_NO_TISSUE],
    [1, -1, CELL_NOT_ASSESSED],
  ]);
  return { mosaic, cells: { pages, cellUm: 16, classIndex: 0 } };
}

test('colour, probability and coverage lie where they were seen', () => {
  const { rgba, probability, coverage } = pictureMap(map(), view);
  const at = (x: number, y: number) => y * 8 + x;
  expect(coverage[at(0, 0)]).toBe(COVERAGE.notSeen);
  expect(rgba[at(0, 0) * 4 + 3]).toBe(0);
  expect(coverage[at(6, 0)]).toBe(COVERAGE.outOfFocus);
  expect([...rgba.subarray(at(6, 0) * 4, at(6, 0) * 4 + 4)]).toEqual([0, 0, 255, 255]);
  expect(probability[at(0, 2)]).toBe(0.25);
  expect(probability[at(3, 3)]).toBe(0.75);
  expect(coverage[at(3, 3)]).toBe(COVERAGE.examined);
  expect([...rgba.subarray(at(3, 3) * 4, at(3, 3) * 4 + 3)]).toEqual([255, 128, 0]);
  expect(coverage[at(4, 2)]).toBe(COVERAGE.examined);
  expect(probability[at(4, 2)]).toBeNaN();
  // In focus but not inferred.
  expect(coverage[at(7, 5)]).toBe(COVERAGE.seen);
});

test('far out, the highest probability and the least coverage show', () => {
  const far = { ...view, origin: { x: -32, y: 0 }, umPerPx: 32, width: 2, height: 1 };
  const { probability, coverage } = pictureMap(map(), far);
  expect(probability[0]).toBe(0.75);
  expect(probability[1]).toBeNaN();
  expect([...coverage]).toEqual([COVERAGE.seen, COVERAGE.seen]);
});

test('without a model there is colour alone; without anything, nothing', () => {
  const { mosaic } = map();
  const bare = pictureMap({ mosaic, cells: null }, view);
  expect(bare.probability.every(Number.isNaN)).toBe(true);
  expect(Math.max(...bare.coverage)).toBe(COVERAGE.seen);
  const empty = pictureMap({ mosaic: null, cells: null }, view);
  expect(Math.max(...empty.coverage, ...empty.rgba)).toBe(0);
});

test.each([
  [{ width: 0 }],
  [{ width: 1.5 }],
  [{ height: 5000 }],
  [{ umPerPx: 0 }],
  [{ umPerPx: Number.NaN }],
])('refuses %o', (change) => {
  expect(() => pictureMap({ mosaic: null, cells: null }, { ...view, ...change })).toThrow(RangeError);
});
