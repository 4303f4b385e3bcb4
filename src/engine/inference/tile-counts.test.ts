import { expect, test } from 'vitest';
import { ArrayCellStore } from '../../slide-map/array-store';
import { CellWindow } from '../../slide-map/cell-window';
import type { Plan } from '../../tiling/plan';
import { MANIFEST } from '../testing/glass';
import type { ActiveModel } from './active-model';
import { TileCounts } from './tile-counts';

const store = new ArrayCellStore(1);
const entry: ActiveModel = {
  model: {
    manifest: MANIFEST,
    hash: 'h',
    infer: () => Promise.reject(new Error('not run')),
    dispose: () => {},
  },
  store,
  cells: new CellWindow<unknown>(store),
};
/** Cells a side of a tile of the grid. */
const SIDE = 2;
const nothing: Plan = { tiles: [], cells: SIDE, sizePx: 64, pending: 0, reused: [], skipped: [] };
const at = (column: number) => ({ column, row: 0 });

test('a tile counts once as reused while it stays in view, and not when it was inferred there', () => {
  const counts = new TileCounts();
  counts.ran({ entry, plan: { ...nothing, tiles: [at(0)] } });
  counts.seen([{ entry, plan: { ...nothing, reused: [at(0), at(SIDE)] } }]);
  counts.seen([{ entry, plan: { ...nothing, reused: [at(0), at(SIDE)] } }]);
  expect(counts).toMatchObject({ inferred: 1, reused: 1, skipped: 0 });
  counts.seen([]);
  counts.seen([{ entry, plan: { ...nothing, reused: [at(0)], skipped: [at(2 * SIDE)] } }]);
  expect(counts).toMatchObject({ reused: 2, skipped: 1 });
});

test('a large tile counts as the tiles of the grid that it is worth', () => {
  const counts = new TileCounts();
  counts.ran({ entry, plan: { ...nothing, cells: 2 * SIDE, tiles: [at(0)] } });
  expect(counts.inferred).toBe(4);
});

test('on another slide the same places are others', () => {
  const counts = new TileCounts();
  counts.seen([{ entry, plan: { ...nothing, reused: [at(0)] } }]);
  counts.forgetView();
  counts.seen([{ entry, plan: { ...nothing, reused: [at(0)] } }]);
  expect(counts.reused).toBe(2);
});
