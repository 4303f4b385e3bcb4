import { expect, test } from 'vitest';
import { type CellView, inferableCells, planTiles } from './plan';

const model = { tile: 128, margin: 32, stride: 16, umPerPx: 1, cellUm: 16 };
const field = { x: -640, y: -360, width: 1280, height: 720 };
const all = (view: CellView) => () => view;

test('every planned tile has its whole context inside the field', () => {
  const plan = planTiles({ field, model, view: all('open'), resting: false, budget: 1000 });
  expect(plan.tiles.length).toBeGreaterThan(100);
  expect(plan.sizePx).toBe(128);
  for (const tile of plan.tiles) {
    expect(tile.column * 16 - 32).toBeGreaterThanOrEqual(field.x);
    expect(tile.row * 16 - 32).toBeGreaterThanOrEqual(field.y);
    expect((tile.column + plan.cells) * 16 + 32).toBeLessThanOrEqual(field.x + field.width);
    expect((tile.row + plan.cells) * 16 + 32).toBeLessThanOrEqual(field.y + field.height);
  }
});

test('tiles lie on a grid of the slide, so that a moved field asks for the same ones', () => {
  const key = (tile: { column: number; row: number }) => `${tile.column},${tile.row}`;
  const here = new Set(
    planTiles({ field, model, view: all('open'), resting: false, budget: 1000 }).tiles.map(key),
  );
  const moved = planTiles({
    field: { ...field, x: field.x + 37 },
    model,
    view: all('open'),
    resting: false,
    budget: 1000,
  });
  const fresh = moved.tiles.filter((tile) => !here.has(key(tile)));
  expect(fresh.length).toBeLessThanOrEqual(11);
});

test('the centre comes first', () => {
  const plan = planTiles({ field, model, view: all('open'), resting: false, budget: 4 });
  for (const tile of plan.tiles) {
    expect(Math.abs((tile.column + 2) * 16)).toBeLessThan(100);
    expect(Math.abs((tile.row + 2) * 16)).toBeLessThan(100);
  }
  expect(plan.pending).toBeGreaterThan(100);
});

test('known tissue is reused, glass is skipped, nothing is asked twice', () => {
  const known = planTiles({ field, model, view: all('known'), resting: true, budget: 9 });
  expect(known.tiles).toEqual([]);
  expect(known.reused.length).toBeGreaterThan(100);
  const glass = planTiles({ field, model, view: all('no-tissue'), resting: true, budget: 9 });
  expect(glass.tiles).toEqual([]);
  expect(glass.skipped.length).toBeGreaterThan(100);
});

test('a resting stage fills every inferable cell, a moving one leaves the rim', () => {
  const shifted = { ...field, x: field.x + 21, y: field.y + 13 };
  const known = new Set<string>();
  const view = (column: number, row: number): CellView => (known.has(`${column},${row}`) ? 'known' : 'open');
  const run = (resting: boolean) => {
    for (let guard = 0; guard < 1000; guard++) {
      const plan = planTiles({ field: shifted, model, view, resting, budget: 3 });
      if (plan.tiles.length === 0) return;
      for (const tile of plan.tiles)
        for (let row = 0; row < plan.cells; row++)
          for (let column = 0; column < plan.cells; column++)
            known.add(`${tile.column + column},${tile.row + row}`);
    }
    throw new Error('the plan never ends');
  };
  const range = inferableCells(shifted, model);
  const total = (range.endColumn - range.firstColumn) * (range.endRow - range.firstRow);
  run(false);
  expect(known.size).toBeLessThan(total);
  run(true);
  expect(known.size).toBe(total);
});

test('at high magnification the tile shrinks to the field; a field smaller than the context gives none', () => {
  const small = planTiles({
    field: { x: 0, y: 0, width: 160, height: 100 },
    model,
    view: all('open'),
    resting: true,
    budget: 9,
  });
  expect(small.cells).toBe(2);
  expect(small.sizePx).toBe(96);
  expect(small.tiles.length).toBeGreaterThan(0);
  const tiny = planTiles({
    field: { x: 0, y: 0, width: 70, height: 70 },
    model,
    view: all('open'),
    resting: true,
    budget: 9,
  });
  expect(tiny.tiles).toEqual([]);
});

/** Follows the plan until nothing is left; how often each cell was run. */
function runAll(
  geometry: typeof model,
  fields: readonly (typeof field & { readonly resting: boolean })[],
): Map<string, number> {
  const runs = new Map<string, number>();
  const view = (column: number, row: number): CellView => (runs.has(`${column},${row}`) ? 'known' : 'open');
  for (const each of fields)
    for (let guard = 0; ; guard++) {
      if (guard > 1000) throw new Error('the plan never ends');
      const plan = planTiles({ field: each, model: geometry, view, resting: each.resting, budget: 5 });
      if (plan.tiles.length === 0) break;
      expect(plan.sizePx).toBe(2 * geometry.margin + plan.cells * geometry.stride);
      expect(plan.sizePx).toBeLessThanOrEqual(geometry.tile);
      for (const tile of plan.tiles)
        for (let i = 0; i < plan.cells ** 2; i++) {
          const key = `${tile.column + (i % plan.cells)},${tile.row + Math.floor(i / plan.cells)}`;
          runs.set(key, (runs.get(key) ?? 0) + 1);
        }
    }
  return runs;
}

test.each([
  ['12 cells a tile', { tile: 256, margin: 32, stride: 16, umPerPx: 1, cellUm: 16 }],
  ['23 cells a tile', { tile: 256, margin: 36, stride: 8, umPerPx: 1, cellUm: 8 }],
])('%s: stops on the way run hardly any cell twice, and leave none of a field open', (_, geometry) => {
  const stops = [0, 331, 905, 1207, 400].map((x) => ({ ...field, x: field.x + x, y: field.y + x / 7 }));
  const runs = runAll(
    geometry,
    stops.flatMap((stop) => [
      { ...stop, resting: false },
      { ...stop, resting: true },
    ]),
  );
  const total = [...runs.values()].reduce((sum, count) => sum + count, 0);
  expect(total / runs.size).toBeLessThan(1.1);
  for (const stop of stops) {
    const range = inferableCells(stop, geometry);
    const right = stop.x + stop.width - (range.endColumn * geometry.cellUm + geometry.margin);
    expect(right).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThan(50);
    for (let row = range.firstRow; row < range.endRow; row++)
      for (let column = range.firstColumn; column < range.endColumn; column++)
        expect(runs.has(`${column},${row}`)).toBe(true);
  }
});
