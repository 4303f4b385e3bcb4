import fc from 'fast-check';
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
  // One cell of class a is not assessed, of class b another one is not known.
  expect(of('a')['assessed-share']).toBeCloseTo(80);
  expect(of('b')['assessed-share']).toBeCloseTo(60);
  expect(all.find(({ subject }) => subject.kind === 'model')?.subject).toMatchObject({
    assessment: 'partly-assessed',
  });
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

const filled = (value: number) => ({
  ...parts,
  maps: new Map([['m', new Float32Array(map.length).fill(value)]]),
});

test.each([
  ['nothing was assessed', CELL_NOT_ASSESSED, 'not-assessed', ['tissue-area', 'assessed-share']],
  ['nothing is known', CELL_UNKNOWN, 'not-assessed', ['tissue-area', 'assessed-share']],
  ['there is no tissue', CELL_NO_TISSUE, 'no-tissue', ['tissue-area']],
])('where %s there is neither a positive area nor a number of foci', (_, cell, assessment, quantities) => {
  const figures = measureSnapshot({ snapshot: snapshot(), parts: filled(cell) }).filter(
    ({ subject }) => subject.kind === 'model',
  );
  expect(figures.map(({ quantity }) => quantity)).toEqual([...quantities, ...quantities]);
  for (const { subject, value } of figures) {
    expect(subject).toMatchObject({ assessment });
    expect(value).toBe(0);
  }
});

test('whatever the cells say: nothing assessed, nothing called', () => {
  const cell = fc.constantFrom(CELL_NOT_ASSESSED, CELL_UNKNOWN, CELL_NO_TISSUE, 0, 0.4, 0.95);
  fc.assert(
    fc.property(fc.array(cell, { minLength: 12, maxLength: 12 }), (cells) => {
      const all = measureSnapshot({
        snapshot: snapshot(),
        parts: { ...parts, maps: new Map([['m', Float32Array.from(cells)]]) },
      });
      for (const [c, classId] of ['a', 'b'].entries()) {
        const figures = all.filter(({ subject }) => subject.kind === 'model' && subject.classId === classId);
        const called = figures.some(({ quantity }) => quantity === 'positive-area' || quantity === 'foci');
        expect(called).toBe(cells.some((value, k) => k % 2 === c && value >= 0));
      }
    }),
  );
});

test('cells count by their share in the field', () => {
  const stage = { x: 150, y: 100, island: 0, confidence: 1 };
  const values = Float32Array.from([0.9, 0.9, 0.9, 0.1, 0.1, 0.9].flatMap((value) => [value, 0.1]));
  const all = measureSnapshot({
    snapshot: snapshot({ stage, width: 100, height: 100 }),
    parts: { ...parts, maps: new Map([['m', values]]) },
  });
  const of = (quantity: string) =>
    all.find(
      (entry) =>
        entry.subject.kind === 'model' && entry.subject.classId === 'a' && entry.quantity === quantity,
    )?.value;
  // In um: x 100 to 200 is the second column, y 50 to 150 half of each row.
  expect(of('tissue-area')).toBeCloseTo(0.01);
  expect(of('positive-area')).toBeCloseTo(0.005);
  expect(of('positive-share')).toBeCloseTo(50);
  expect(of('foci')).toBe(1);
});

test('what was rejected has no figure; decisions are counted with the class that they are of', () => {
  const decided = (decision: 'confirmed' | 'rejected'): Annotation => ({
    ...annotation({ kind: 'rectangle', x: 0, y: 0, width: 100, height: 100 }),
    origin: {
      ...{ kind: 'model', modelId: 'm', modelHash: '', classId: 'a', threshold: 0.5, corrected: false },
      decision,
    },
  });
  const annotations = [decided('confirmed'), decided('rejected'), decided('rejected')];
  const all = measureSnapshot({ snapshot: snapshot({ annotations }), parts });
  const areas = all.filter(({ quantity }) => quantity === 'area');
  expect(areas.map(({ subject }) => subject)).toEqual([{ kind: 'annotation', id: annotations[0]?.id }]);
  const counted = all.filter(({ quantity }) => quantity.startsWith('foci-'));
  expect(
    counted.map(({ subject, quantity, value }) => [
      subject.kind === 'model' && subject.classId,
      quantity,
      value,
    ]),
  ).toEqual([
    ['a', 'foci-confirmed', 1],
    ['a', 'foci-rejected', 2],
  ]);
});
