import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN } from '../domain/overlay';
import type { StoredAtlas } from '../domain/stored-slide-map';
import { Atlas, type CellLayout } from './atlas';
import { PAGE_SIDE } from './pages';
import { readStoredAtlas, restoreAtlas, storeAtlas } from './stored-atlas';
import { paint, put } from './testing';

const LAYOUTS: readonly CellLayout[] = [
  { hash: 'a', cellUm: 16, classes: 1 },
  { hash: 'b', cellUm: 8, classes: 3 },
];

const at = fc.integer({ min: -150, max: 150 });
const write = fc.record({
  island: fc.integer({ min: 0, max: 3 }),
  layout: fc.constantFrom(...LAYOUTS),
  column: at,
  row: at,
  value: fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }).map(Math.fround),
    fc.constantFrom(CELL_NO_TISSUE, CELL_NOT_ASSESSED),
  ),
  sharpness: fc.double({ min: 0, max: 1, noNaN: true }),
  colour: fc.tuple(...([0, 1, 2] as const).map(() => fc.double({ min: 0, max: 1, noNaN: true }))),
  sharp: fc.boolean(),
});
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

function atlasOf(writes: readonly Write[]): Atlas {
  const atlas = new Atlas();
  for (const { island, layout, column, row, value, sharpness, colour, sharp } of writes) {
    put(atlas.cells(island, layout), [[column, row, value]], sharpness);
    const [red = 0, green = 0, blue = 0] = colour;
    paint(atlas.mosaic(island), { column, row }, { width: 3, height: 2 }, [red, green, blue], sharp);
  }
  return atlas;
}

test('what is stored comes back cell by cell and px by px, through structured clone too', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 12 }), (writes) => {
      const before = atlasOf(writes);
      const stored = storeAtlas(before);
      const after = restoreAtlas(structuredClone(stored));
      expect([...after.islands()].sort()).toEqual([...before.islands()].sort());
      expect(after.bytes).toBe(before.bytes);
      for (const { island, layout, column, row } of writes) {
        const [a, b] = [before.cells(island, layout), after.cells(island, layout)];
        for (let k = 0; k < layout.classes; k++)
          expect(b.value(column, row, k)).toBe(a.value(column, row, k));
        expect(b.time(column, row)).toBe(a.time(column, row));
        expect(b.sharpness(column, row)).toBe(a.sharpness(column, row));
        const colours = [before, after].map((atlas) => {
          const sum: [number, number, number] = [0, 0, 0];
          atlas.mosaic(island).addColour(column, row, sum);
          return [...sum, atlas.mosaic(island).seen(column, row)];
        });
        expect(colours[1]).toEqual(colours[0]);
        expect(after.extent(island)).toEqual(before.extent(island));
      }
      expect(isDeepStrictEqual(storeAtlas(restoreAtlas(stored)), stored)).toBe(true);
    }),
    { numRuns: 15 },
  );
});

test('stays within its size: what was seen longest ago is left out', () => {
  const atlas = new Atlas();
  for (let island = 0; island < 4; island++)
    for (let k = 0; k < 5; k++)
      paint(atlas.mosaic(island), { column: k * PAGE_SIDE, row: 0 }, { width: 1, height: 1 }, [1, 0, 0]);
  const page = PAGE_SIDE * PAGE_SIDE * 4;
  const { islands } = storeAtlas(atlas, 7 * page);
  expect(islands.map(({ island, mosaic }) => [island, mosaic.places.length / 2])).toEqual([
    [3, 5],
    [2, 2],
  ]);
  expect([...(islands[1]?.mosaic.places ?? [])]).toEqual([4 * PAGE_SIDE, 0, 3 * PAGE_SIDE, 0]);
});

test('cells are never those of other weights, nor of another cell size or number of classes', () => {
  const atlas = new Atlas();
  const layout: CellLayout = { hash: 'a', cellUm: 16, classes: 1 };
  put(atlas.cells(0, layout), [[1, 1, 0.5]]);
  const others: CellLayout[] = [
    { ...layout, hash: 'other' },
    { ...layout, cellUm: 8 },
    { ...layout, classes: 2 },
  ];
  for (const other of others) {
    const restored = restoreAtlas(storeAtlas(atlas));
    expect(restored.peekCells(0, other)).toBeNull();
    expect(restored.cells(0, other).value(1, 1)).toBe(CELL_UNKNOWN);
  }
  expect(restoreAtlas(storeAtlas(atlas)).peekCells(0, layout)?.value(1, 1)).toBe(0.5);
});

function sample(): StoredAtlas {
  const atlas = new Atlas();
  put(atlas.cells(0, { hash: 'a', cellUm: 16, classes: 1 }), [[0, 0, 0.5]]);
  paint(atlas.mosaic(0), { column: 0, row: 0 }, { width: 2, height: 2 }, [1, 0, 0]);
  return storeAtlas(atlas);
}
const [island] = sample().islands;
const [cells] = island?.cells ?? [];
if (!island || !cells) throw new Error('the sample is empty');
const withCells = (change: object) => ({
  version: 1,
  islands: [{ ...island, cells: [{ ...cells, ...change }] }],
});
const withMosaic = (change: object) => ({
  version: 1,
  islands: [{ ...island, mosaic: { ...island.mosaic, ...change } }],
});

test.each<[string, unknown, RegExp]>([
  ['nothing', null, /it: /],
  ['a later version', { ...sample(), version: 2 }, /version/],
  [
    'a value that is no probability',
    withCells({ values: cells.values.map(() => 1.5) }),
    /cells\.0\.values.*neither/,
  ],
  ['a value that is no number', withCells({ values: cells.values.map(() => Number.NaN) }), /values/],
  ['fewer values than cells', withCells({ values: cells.values.slice(1) }), /cells\.0: has not the size/],
  ['more classes than values', withCells({ classes: 2 }), /has not the size/],
  ['a page off the grid', withCells({ places: Int32Array.of(3, 0) }), /places/],
  [
    'a page twice',
    withMosaic({
      places: Int32Array.of(0, 0, 0, 0),
      rgb: new Uint8ClampedArray(2 * 64 * 64 * 3),
      seen: new Uint8Array(2 * 64 * 64),
    }),
    /mosaic\.places.*twice/,
  ],
  ['a time that is none', withCells({ times: cells.times.map(() => -1) }), /times/],
  ['sharpness above 1', withCells({ sharpness: cells.sharpness.map(() => 2) }), /sharpness/],
  ['cells without size', withCells({ cellUm: 0 }), /cellUm/],
  ['a list in place of an array', withMosaic({ rgb: [1, 2, 3] }), /rgb/],
  ['a way of seeing that is none', withMosaic({ seen: island.mosaic.seen.map(() => 9) }), /seen/],
  ['an island twice', { version: 1, islands: [island, island] }, /islands.*twice/],
  [
    'the cells of one model twice',
    { version: 1, islands: [{ ...island, cells: [cells, cells] }] },
    /cells.*twice/,
  ],
])('%s is refused by name', (_, stored, message) => {
  expect(() => readStoredAtlas(stored)).toThrow(
    expect.objectContaining({ code: 'record-corrupt', message: expect.stringMatching(message) }),
  );
});
