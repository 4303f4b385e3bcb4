import { expect, test } from 'vitest';
import type { Annotation, Shape } from '../../domain/annotation';
import { measureRows, sumsByClass } from './measure-rows';
import { measureText } from './measure-text';
import { splitMarks, sumBySquare } from './paint-marks';
import { pathOf } from './shape-mark';

const annotation = (shape: Shape, fields: Partial<Annotation> = {}): Annotation => ({
  id: crypto.randomUUID(),
  shape,
  island: 0,
  classId: null,
  label: '',
  locked: false,
  createdAt: '2026-11-23T00:00:00.000Z',
  origin: { kind: 'drawn' },
  ...fields,
});
const points = (count: number): Shape => ({
  kind: 'points',
  points: Array.from({ length: count }, (_, i) => ({ x: i % 100, y: Math.floor(i / 100) })),
});

test('squares hold all classes together: every point is counted once', () => {
  const sets = [
    { points: [{ x: 1, y: 1 }], colour: 'red', selected: true },
    {
      points: [
        { x: 2, y: 2 },
        { x: 9, y: 9 },
        { x: 11, y: 1 },
        { x: -1, y: 0 },
      ],
      colour: 'blue',
      selected: false,
    },
  ];
  const sums = [...sumBySquare(sets, 10)].sort((a, b) => a.column - b.column);
  expect(sums).toEqual([
    { column: -1, row: 0, count: 1, colour: 'blue', selected: false },
    { column: 0, row: 0, count: 3, colour: 'blue', selected: true },
    { column: 1, row: 0, count: 1, colour: 'blue', selected: false },
  ]);
});

test('few annotations are elements; large counts, and too many of anything, are painted', () => {
  const line = () => annotation({ kind: 'line', from: { x: 0, y: 0 }, to: { x: 1, y: 1 } });
  const [few, large] = [[line(), annotation(points(20))], annotation(points(100_000))];
  expect(splitMarks([...few, large], null)).toEqual({ elements: few, painted: [large] });
  const many = Array.from({ length: 5000 }, line);
  const selected = many[17];
  const split = splitMarks(many, selected?.id ?? null);
  expect(split.elements).toEqual([selected]);
  expect(split.painted).toHaveLength(4999);
});

test('only what is listed is measured, under its number in the whole list', () => {
  const frame = annotation({ kind: 'rectangle', x: -0.5, y: -0.5, width: 10, height: 10 });
  const list = [annotation(points(100)), frame, annotation(points(5), { classId: 'mitosis' })];
  const rows = measureRows(list, 0.01, ({ id }) => id === frame.id);
  expect(rows.map(({ number, figure }) => [number, figure?.quantity])).toEqual([
    [2, 'perimeter'],
    [2, 'area'],
    [2, 'count'],
    [2, 'density'],
  ]);
  expect(rows[2]?.figure?.value).toBe(15);
  expect(rows[1]?.figure).toMatchObject({ value: 100, uncertainty: 2 });
  expect(sumsByClass(list)).toEqual([
    { classId: null, annotations: 2, points: 100 },
    { classId: 'mitosis', annotations: 1, points: 5 },
  ]);
});

test('the present calibration says nothing of what was drawn in an earlier look', () => {
  const shape: Shape = { kind: 'line', from: { x: 0, y: 0 }, to: { x: 100, y: 0 } };
  const uncertainty = (island: number) =>
    measureRows([annotation(shape, { island })], 0.02)[0]?.figure?.uncertainty;
  expect(uncertainty(0)).toBe(2);
  expect(uncertainty(1_000_000_000)).toBeNull();
});

test('the copied table gives every value its unit and its uncertainty', () => {
  const list = [
    annotation({ kind: 'line', from: { x: 0, y: 0 }, to: { x: 1500, y: 0 } }, { label: '=evil' }),
    annotation({ kind: 'rectangle', x: 0, y: 0, width: 10, height: 10 }, { island: 1_000_000_000 }),
    annotation(points(3), { classId: 'mitosis' }),
    annotation({ kind: 'text', at: { x: 0, y: 0 } }),
  ];
  const text = measureText(measureRows(list, 0.01), {
    head: ['name', 'class', 'place', 'quantity', 'value', '±', 'unit'],
    unplaced: 'not placed',
    unknown: 'not known',
    nameOf: ({ label }, number) => label || `no. ${number}`,
    className: (classId) => classId ?? '',
  });
  expect(text.split('\n').map((row) => row.split('\t'))).toEqual([
    ['name', 'class', 'place', 'quantity', 'value', '±', 'unit'],
    ["'=evil", '', '', 'length', '1500', '15', 'um'],
    ['no. 2', '', 'not placed', 'perimeter', '40', 'not known', 'um'],
    ['no. 2', '', 'not placed', 'area', '100', 'not known', 'um2'],
    ['no. 3', 'mitosis', '', 'count', '3', '', ''],
    ['no. 4', '', '', '', '', '', ''],
  ]);
});

test('a ruler has a tick across each of its ends', () => {
  const path = pathOf({ kind: 'line', from: { x: 0, y: 0 }, to: { x: 100, y: 0 } }, 2);
  expect(path.match(/M/g)).toHaveLength(3);
  expect(path).toContain('M0 -14L0 14');
  expect(path).toContain('M100 -14L100 14');
});

test('the perimeter of a counting frame, and what was rejected, are no measures', () => {
  const counting = annotation({
    ...{ kind: 'counting-frame', centre: { x: 0, y: 0 }, areaMm2: 1, outline: 'circle' },
  });
  const origin: Annotation['origin'] = {
    ...{ kind: 'model', modelId: 'm', modelHash: '', classId: 'c', threshold: 0.5, corrected: false },
    decision: 'rejected',
  };
  const rows = measureRows(
    [counting, { ...annotation({ kind: 'rectangle', x: 0, y: 0, width: 9, height: 9 }), origin }],
    null,
  );
  expect(rows.map(({ figure }) => figure?.quantity)).toEqual(['area', 'count', 'density']);
});
