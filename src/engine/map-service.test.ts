import { expect, test } from 'vitest';
import { testManifest } from '../model/test-model';
import { MapService } from './map-service';
import { SlideMapKeeper } from './slide-map-keeper';
import { activeModel } from './test-models';

const ISLAND = 1;

/** An island on which 10 x 10 cells are known, positive in 3 x 3 of them. */
function service() {
  const keeper = new SlideMapKeeper();
  const active = activeModel(testManifest('model', 2));
  const pages = keeper.pages(ISLAND, active.model);
  const positive = (i: number) => i % 10 >= 4 && i % 10 <= 6 && i >= 40 && i < 70;
  const data = Float32Array.from({ length: 200 }, (_, i) =>
    i % 2 === 1 && positive(Math.floor(i / 2)) ? 0.9 : 0.1,
  );
  const batch = { tiles: [{ column: 0, row: 0 }], cells: 10, codes: new Float32Array(100) };
  pages.write(batch, data, 1000, () => 1);
  keeper.written(ISLAND);
  return { keeper, service: new MapService(keeper, () => [active]) };
}

test('the state tells what is known of the island that is asked for, or of the one in view', () => {
  const { service: maps } = service();
  const state = maps.state(null, null, ISLAND);
  expect(state).toMatchObject({ island: ISLAND, islands: [ISLAND], field: null, canUndoClear: false });
  expect(state.extent).not.toBeNull();
  expect(maps.state(7, null, ISLAND)).toMatchObject({ island: ISLAND, extent: null });
  expect(maps.state(null, null, null)).toMatchObject({ island: null, extent: null });
});

test('a picture shows the class that is asked for, and nothing of one that is not loaded', () => {
  const { service: maps } = service();
  const view = { island: ISLAND, origin: { x: 0, y: 0 }, umPerPx: 4, width: 10, height: 10 };
  const of = (classId: string) => maps.picture({ ...view, layer: { modelId: 'model', classId } });
  expect(of('class-1').probability[55]).toBeCloseTo(0.9, 5);
  expect(of('class-0').probability[55]).toBeCloseTo(0.1, 5);
  expect(of('gone').probability.every(Number.isNaN)).toBe(true);
  expect(maps.picture({ ...view, layer: null }).probability.every(Number.isNaN)).toBe(true);
});

test('foci are regions from the threshold up; unknown models and islands have none', () => {
  const { service: maps } = service();
  const query = { island: ISLAND, modelId: 'model', classId: 'class-1', threshold: 0.5 };
  const found = maps.foci(query);
  expect(found.total).toBe(1);
  expect(found.foci[0]?.bounds).toEqual({ x: 16, y: 16, width: 12, height: 12 });
  for (const other of [{ threshold: 0.95 }, { classId: 'gone' }, { modelId: 'gone' }, { island: 9 }])
    expect(maps.foci({ ...query, ...other })).toEqual({ foci: [], total: 0 });
});
