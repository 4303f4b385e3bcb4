import { expect, test } from 'vitest';
import { frameToSlide } from '../domain/geometry';
import { CELL_UNKNOWN } from '../domain/overlay';
import type { TrackedField } from '../domain/tracking';
import { testManifest } from '../model/test-model';
import { readField } from './field-reading';
import { activeModel, examined } from './test-models';

const size = { width: 320, height: 200 };
const facts = { size, capturedAt: 1000, sequence: 7, umPerPx: 1 };
const centre = { x: 500.5, y: -301 };
const tracked: TrackedField = { centre, umPerPx: 1, confidence: 1, island: 2, shiftPx: { x: 0, y: 0 } };
const manifest = testManifest('test');
const { cellUm } = manifest;

/** A model all of whose cells in the window know their place: 0.5 + column / 10 000. */
function active() {
  const entry = activeModel(manifest);
  examined(entry, centre, (column) => 0.5 + column / 10_000);
  return entry;
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
