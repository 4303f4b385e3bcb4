import { expect, test } from 'vitest';
import type { Annotation, Shape } from '../domain/annotation';
import { type Snapshot, snapshotSchema } from '../domain/case';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN } from '../domain/overlay';
import { measureSnapshot } from './measure-snapshot';

const annotation = (shape: Shape, island = 0): Annotation => ({
  id: crypto.randomUUID(),
  shape,
  island,
  classId: null,
  label: '',
  locked: false,
  createdAt: '2026-11-22T14:00:00Z',
  origin: { kind: 'drawn' },
});
const far = { x: 900_000, y: -900_000 };

function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return snapshotSchema.parse({
    ...{ schema: 1, id: crypto.randomUUID(), caseId: crypto.randomUUID(), number: 1 },
    ...{ capturedAt: '2026-11-22T14:00:00Z', source: '', width: 100, height: 100, stage: null, quality: {} },
    calibration: { umPerPx: 1, uncertaintyUmPerPx: 0.02, basis: 'distance', objective: 10, profile: null },
    models: [
      {
        ...{ id: 'm', version: '1', name: 'M', hash: '', operatingPoint: 'balanced', cellUm: 100 },
        classes: [
          { id: 'a', name: 'A', threshold: 0.5, colour: [0, 0, 0] },
          { id: 'b', name: 'B', threshold: 0.9, colour: [0, 0, 0] },
        ],
        map: { columns: 3, rows: 2, origin: { x: 0, y: 0 } },
      },
    ],
    annotations: [annotation({ kind: 'line', from: { x: 0, y: 0 }, to: { x: 3, y: 4 } })],
    notes: '',
    appVersion: '0',
    ...change,
  });
}
// Class a: positive, positive, not assessed / negative, no tissue, positive by the threshold itself.
const a = [0.9, 0.6, CELL_NOT_ASSESSED, 0.1, CELL_NO_TISSUE, 0.5];
const b = [0.2, 0.2, CELL_NOT_ASSESSED, 0.2, CELL_NO_TISSUE, CELL_UNKNOWN];
const map = Float32Array.from(a.flatMap((value, k) => [value, b[k] ?? -1]));
const parts = { frame: new Blob(), overlay: new Blob(), maps: new Map([['m', map]]) };

test('a model: assessed and positive area, share and foci, with what was not assessed left out', () => {
  const all = measureSnapshot({ snapshot: snapshot(), parts });
  const of = (classId: string) =>
    Object.fromEntries(
      all
        .filter(({ subject }) => subject.kind === 'model' && subject.classId === classId)
        .map(({ quantity, value }) => [quantity, value]),
    );
  expect(of('a')['tissue-area']).toBeCloseTo(0.04);
  expect(of('a')['positive-area']).toBeCloseTo(0.03);
  expect(of('a')['positive-share']).toBeCloseTo(75);
  // Over the corner, the three are one.
  expect(of('a').foci).toBe(1);
  expect(of('a')['longest-diameter']).toBeCloseTo(Math.hypot(300, 200));
  expect(of('b')).toMatchObject({ 'positive-area': 0, 'positive-share': 0, foci: 0 });
  expect(of('b')).not.toHaveProperty('longest-diameter');
  expect(all.find(({ quantity }) => quantity === 'length')).toMatchObject({ value: 5, uncertainty: 0.1 });
  expect(all.find(({ quantity }) => quantity === 'positive-area')?.uncertainty).toBeCloseTo(0.03 * 0.04);
});

test('without calibration nothing but counts is claimed', () => {
  const points = annotation({ kind: 'points', points: [far] });
  const all = measureSnapshot({
    snapshot: snapshot({ calibration: null, annotations: [points, ...snapshot().annotations] }),
    parts,
  });
  expect(all.map(({ quantity }) => quantity)).toEqual(['count']);
});
