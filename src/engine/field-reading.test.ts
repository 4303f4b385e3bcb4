import { expect, test } from 'vitest';
import { frameToSlide } from '../domain/geometry';
import { CELL_UNKNOWN } from '../domain/overlay';
import type { TrackedField } from '../domain/tracking';
import { testManifest } from '../model/test-model';
import { ArrayCellStore } from '../slide-map/array-store';
import { CellWindow } from '../slide-map/cell-window';
import { readField } from './field-reading';
import type { ActiveModel } from './inference/active-model';

const size = { width: 320, height: 200 };
const facts = { size, capturedAt: 1000, sequence: 7, umPerPx: 1 };
const centre = { x: 500.5, y: -301 };
const tracked: TrackedField = { centre, umPerPx: 1, confidence: 1, island: 2, shiftPx: { x: 0, y: 0 } };
const manifest = testManifest('test');
const { cellUm } = manifest;

/** A model all of whose cells in the window know their place: 0.5 + column / 10 000. */
function active(): ActiveModel {
  const store = new ArrayCellStore(1);
  const cells = new CellWindow<unknown>(store);
  cells.follow({ column: centre.x / cellUm, row: centre.y / cellUm });
  const extent = cells.extent;
  if (!extent) throw new Error('no window');
  const side = extent.width;
  const data = Float32Array.from(
    { length: side * side },
    (_, i) => 0.5 + (extent.column + (i % side)) / 10_000,
  );
  const codes = new Float32Array(side * side);
  cells.write({ tiles: [extent], cells: side, codes }, { kind: 'cpu', data, count: 1 }, 1000);
  const model = {
    manifest,
    hash: 'h',
    infer: () => Promise.reject(new Error('not asked for')),
    dispose() {},
  };
  return { model, store, cells };
}

const [only] = manifest.classes;
const classId = only?.id ?? '';
const pipelineAt = (place: TrackedField | null) => ({ field: () => facts, place: async () => place });

test('the cells of the field come with their place on the slide and in the frame', async () => {
  const field = await readField(pipelineAt(tracked), active(), classId, 2);
  if (!field) throw new Error('no field');
  expect(field).toMatchObject({ island: 2, frameSequence: 7, cellUm });
  const there = frameToSlide(size, tracked, field.originPx);
  expect(there.x).toBeCloseTo(field.origin.x, 6);
  expect(there.y).toBeCloseTo(field.origin.y, 6);
  for (const x of [0, field.columns - 1])
    expect(field.values[x]).toBeCloseTo(0.5 + (field.origin.x / cellUm + x) / 10_000, 5);
  expect(field.columns * cellUm).toBeLessThanOrEqual(size.width);
});

test('cells of another island say nothing of this one', async () => {
  const field = await readField(pipelineAt(tracked), active(), classId, 1);
  expect(field?.values.length).toBeGreaterThan(0);
  expect(field?.values.every((value) => value === CELL_UNKNOWN)).toBe(true);
});

test('place and cells are asked for at once: what moves on meanwhile does not mix in', async () => {
  const entry = active();
  let arrive = (_: TrackedField) => {};
  const place = new Promise<TrackedField>((resolve) => {
    arrive = resolve;
  });
  const reading = readField({ field: () => facts, place: () => place }, entry, classId, 2);
  entry.cells.clear();
  arrive(tracked);
  expect((await reading)?.values[0]).toBeGreaterThan(0);
});

test('without a place, a class or a frame there is nothing to read', async () => {
  expect(await readField(pipelineAt(null), active(), classId, 2)).toBeNull();
  expect(await readField(pipelineAt({ ...tracked, confidence: 0 }), active(), classId, 2)).toBeNull();
  expect(await readField(pipelineAt(tracked), active(), 'other', 2)).toBeNull();
  const none = { field: () => null, place: async () => tracked };
  expect(await readField(none, active(), classId, 2)).toBeNull();
});
