import { expect, test } from 'vitest';
import type { Annotation, Shape } from '../domain/annotation';
import { type Snapshot, snapshotSchema } from '../domain/case';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN } from '../domain/overlay';
import { measureAnnotation } from './measure-annotation';
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
const figures = (shape: Shape, relative: number | null = 0.01, others: readonly Annotation[] = []) =>
  Object.fromEntries(
    measureAnnotation(annotation(shape), relative, others).map((entry) => [entry.quantity, entry]),
  );
const far = { x: 900_000, y: -900_000 };

test('a polygon has its area and perimeter wherever it lies and however it runs', () => {
  const points = [
    [0, 0],
    [30, 0],
    [30, 40],
  ].map(([x = 0, y = 0]) => ({ x: far.x + x, y: far.y + y }));
  for (const ring of [points, [...points].reverse()]) {
    const { area, perimeter } = figures({ kind: 'polygon', points: ring });
    expect(area).toMatchObject({ value: 600, unit: 'um2' });
    expect(perimeter).toMatchObject({ value: 120, unit: 'um' });
    // An area carries the scale's error twice.
    expect(area?.uncertainty).toBeCloseTo(12);
    expect(perimeter?.uncertainty).toBeCloseTo(1.2);
  }
});

test('rectangle, line, points; an arrow and a text measure nothing', () => {
  const rectangle = figures({ kind: 'rectangle', ...far, width: 20, height: 10 });
  expect([rectangle.area?.value, rectangle.perimeter?.value]).toEqual([200, 60]);
  expect(figures({ kind: 'line', from: { x: 1, y: 1 }, to: { x: 4, y: 5 } }, null).length).toMatchObject({
    value: 5,
    uncertainty: null,
  });
  expect(figures({ kind: 'points', points: [far, far] }).count).toMatchObject({
    value: 2,
    uncertainty: null,
  });
  expect(figures({ kind: 'arrow', from: far, to: far })).toEqual({});
  expect(figures({ kind: 'text', at: far })).toEqual({});
});

test.each([
  [10, 10, 62.83185307179586],
  // Complete elliptic integrals, from tables.
  [2, 1, 9.688448220547675],
  [1, 3, 13.364893220555258],
  [1000, 0.001, 4000.00000002],
])('the perimeter of an ellipse of %s by %s', (radiusX, radiusY, perimeter) => {
  const measured = figures({ kind: 'ellipse', centre: far, radiusX, radiusY });
  expect((measured.perimeter?.value ?? 0) / perimeter).toBeCloseTo(1, 8);
  expect(measured.area?.value).toBeCloseTo(Math.PI * radiusX * radiusY, 9);
});

test('a counting frame counts the points inside it on its own island', () => {
  const at = (x: number, y: number) => ({ x: far.x + x, y: far.y + y });
  const others = [
    annotation({ kind: 'points', points: [at(0, 0), at(99, 99), at(101, 0)] }),
    annotation({ kind: 'points', points: [at(1, 1)] }, 1),
  ];
  const square = figures(
    { kind: 'counting-frame', centre: far, areaMm2: 0.04, outline: 'square' },
    0.01,
    others,
  );
  expect(square.count?.value).toBe(2);
  expect(square.density).toMatchObject({ value: 50, unit: '/mm2', uncertainty: 1 });
  expect(square.area).toMatchObject({ value: 0.04, unit: 'mm2', uncertainty: null });
  const circle = figures(
    { kind: 'counting-frame', centre: far, areaMm2: 0.04, outline: 'circle' },
    0.01,
    others,
  );
  // The corner at 140 um is outside of a radius of 113 um; 101 um is inside.
  expect(circle.count?.value).toBe(2);
});

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
