import { expect, test } from 'vitest';
import type { Annotation, Shape } from '../domain/annotation';
import type { PointUm } from '../domain/geometry';
import { csvAdapter } from './csv';
import { writeGeojson } from './geojson/write-geojson';
import { inPicture, seenIn } from './in-picture';
import { EXAMPLE_MEASUREMENTS, exampleInput, exampleSnapshot } from './testing/example';

const field = { x: 0, y: 0, width: 100, height: 50 };
const ring = (x: number, y: number, side: number): Shape => ({
  kind: 'polygon',
  points: [
    { x, y },
    { x: x + side, y },
    { x: x + side, y: y + side },
  ],
});

/** Corners around the picture, and farther out. */
const AROUND = [
  { x: -10, y: -10 },
  { x: 110, y: -10 },
  { x: 110, y: 60 },
  { x: -10, y: 60 },
];
const [LEFT, RIGHT]: [PointUm, PointUm] = [
  { x: -10, y: 20 },
  { x: 110, y: 30 },
];
const BIG = AROUND.map(({ x, y }) => ({ x: 10 * x - 450, y: 10 * y - 225 }));
const ANGLE = [
  { x: -20, y: 40 },
  { x: -10, y: 40 },
  { x: -10, y: -10 },
  { x: 90, y: -10 },
  { x: 90, y: -20 },
  { x: -20, y: -20 },
];

test.each<[string, Shape, string]>([
  ['within', ring(10, 10, 20), 'whole'],
  ['over the edge', ring(90, 10, 20), 'part'],
  ['around the picture', ring(-1000, -1000, 5000), 'part'],
  ['beside it', ring(200, 10, 20), 'none'],
  ['a line that leaves', { kind: 'line', from: { x: 5, y: 5 }, to: { x: 500, y: 5 } }, 'part'],
  ['a line past a corner', { kind: 'line', from: { x: 90, y: -30 }, to: { x: 130, y: 20 } }, 'none'],
  ['a line across', { kind: 'arrow', from: { x: -10, y: 20 }, to: { x: 130, y: 20 } }, 'part'],
  ['a way around', { kind: 'polyline', points: AROUND }, 'none'],
  ['a way around and in', { kind: 'polyline', points: [...AROUND, { x: 99, y: 49 }] }, 'part'],
  ['points on both sides', { kind: 'points', points: [LEFT, RIGHT] }, 'none'],
  ['a point among them', { kind: 'points', points: [LEFT, { x: 3, y: 3 }, RIGHT] }, 'part'],
  ['a hole that holds it', { kind: 'multi-polygon', parts: [{ outer: BIG, holes: [AROUND] }] }, 'none'],
  ['an angle around a corner', { kind: 'polygon', points: ANGLE }, 'none'],
  ['a ring past a corner', ring(60, -70, 80), 'none'],
  ['a text', { kind: 'text', at: { x: 5, y: 60 } }, 'none'],
  ['a frame', { kind: 'counting-frame', centre: { x: 50, y: 25 }, areaMm2: 1, outline: 'circle' }, 'part'],
  ['an ellipse', { kind: 'ellipse', centre: { x: 50, y: 25 }, radiusX: 50, radiusY: 25 }, 'whole'],
])('%s', (_, shape, expected) => {
  expect(inPicture(shape, field)).toBe(expected);
});

/** Two snapshots that show the same shape; in the second one it is partly outside. */
function twice() {
  const [one, two] = [exampleSnapshot(1), exampleSnapshot(2)];
  const [first] = one.snapshot.annotations;
  if (!first || !two.snapshot.stage) throw new Error('no example');
  const annotations: Annotation[] = [first];
  const stage = { ...two.snapshot.stage, x: two.snapshot.stage.x + 50 };
  return [
    { ...one, snapshot: { ...one.snapshot, annotations } },
    { ...two, snapshot: { ...two.snapshot, annotations, stage } },
  ];
}

test('a shape that two snapshots show counts in the first', () => {
  const [one, two] = twice();
  if (!one || !two) throw new Error('no example');
  const [annotation] = one.snapshot.annotations;
  if (!annotation) throw new Error('no annotation');
  expect(seenIn(one, [two, one])(annotation)).toEqual({ inPicture: 'whole', first: 1 });
  expect(seenIn(two, [two, one])(annotation)).toEqual({ inPicture: 'part', first: 1 });
  expect(seenIn(two, [two])(annotation)).toEqual({ inPicture: 'part', first: 2 });
  expect(seenIn(two, [two])({ ...annotation, island: 7 })).toMatchObject({ inPicture: 'none' });
});

test('CSV: rows to sum up, and what of a shape is in the picture', async () => {
  const input = exampleInput(twice());
  for await (const { blob } of csvAdapter.files(input)) {
    const [head = '', ...rows] = (await blob.text()).split('\r\n');
    const column = (name: string) => head.split(',').indexOf(`"${name}"`) - head.split(',').length;
    const areas = rows
      .filter((row) => row.includes(',"Area",'))
      .map((row) => row.replaceAll('"', '').split(','));
    expect(areas.map((cells) => cells.at(column('in_picture')))).toEqual(['whole', 'part']);
    expect(areas.map((cells) => cells.at(column('in_sum')))).toEqual(['yes', 'no']);
    expect(areas.map((cells) => cells.at(column('first_snapshot')))).toEqual(['1', '1']);
  }
});

test('GeoJSON: QuPath shows the same as metadata', () => {
  const snapshots = twice();
  const [one, two] = snapshots;
  if (!one || !two) throw new Error('no example');
  const input = exampleInput(snapshots);
  expect(writeGeojson(input, one.snapshot, EXAMPLE_MEASUREMENTS).features[0]?.properties).not.toHaveProperty(
    'metadata',
  );
  expect(writeGeojson(input, two.snapshot, EXAMPLE_MEASUREMENTS).features[0]?.properties).toMatchObject({
    metadata: { 'In the picture': 'part', 'Counted in snapshot': '1' },
  });
});
