import { expect, test } from 'vitest';
import type { Annotation } from '../../domain/annotation';
import { outlineOf } from '../../domain/outline';
import { regionArea, ringsOf } from '../../domain/region';
import { EXAMPLE_CASE, EXAMPLE_MEASUREMENTS, exampleInput, exampleSnapshot } from '../testing/example';
import { type ReadInto, readGeojson, snapshotIdOf } from './read-geojson';
import { geojsonAdapter, writeGeojson, writeLiveGeojson } from './write-geojson';

let made = 0;
const into: ReadInto = {
  snapshot: exampleSnapshot().snapshot,
  classes: EXAMPLE_CASE.classes,
  now: '2026-11-23T00:00:00.000Z',
  newId: () => `11111111-1111-4111-8111-${String(++made).padStart(12, '0')}`,
};
const blob = (value: unknown) => new Blob([typeof value === 'string' ? value : JSON.stringify(value)]);
const written = () => writeGeojson(exampleInput(), exampleSnapshot().snapshot, EXAMPLE_MEASUREMENTS);
const square = [
  [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
    [0, 0],
  ],
];
const ringAt = (x: number, side: number) => [
  [x, x],
  [x + side, x],
  [x + side, x + side],
  [x, x + side],
  [x, x],
];
const hole = ringAt(3, 3);
const away = [ringAt(40, 10)];
const feature = (geometry: unknown, properties: unknown = { objectType: 'annotation' }, id?: string) => ({
  type: 'Feature',
  ...(id && { id }),
  geometry,
  properties,
});

/** All numbers of a shape in order; a polygon's from its least point on, so that direction does not count. */
function numbers(shape: Annotation['shape']): number[] {
  if (shape.kind === 'polygon' || shape.kind === 'multi-polygon')
    return ringsOf(outlineOf(shape) ?? [])
      .flat()
      .map(({ x, y }) => [x, y])
      .sort(([ax = 0, ay = 0], [bx = 0, by = 0]) => ax - bx || ay - by)
      .flat();
  return (
    JSON.stringify(shape)
      .match(/-?\d+(\.\d+)?/g)
      ?.map(Number) ?? []
  );
}

test('has the structure of RFC 7946: closed counterclockwise rings, feature ids, no crs', () => {
  const collection = written();
  expect(collection.type).toBe('FeatureCollection');
  expect(collection).not.toHaveProperty('crs');
  for (const { type, id, geometry } of collection.features) {
    expect(type).toBe('Feature');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    if (geometry.type !== 'Polygon') continue;
    for (const ring of geometry.coordinates) {
      expect(ring.length).toBeGreaterThanOrEqual(4);
      expect(ring.at(-1)).toEqual(ring[0]);
      let twiceArea = 0;
      for (let k = 1; k < ring.length; k++) {
        const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = []] = [ring[k - 1], ring[k]];
        twiceArea += x0 * y1 - x1 * y0;
      }
      expect(twiceArea).toBeGreaterThan(0);
    }
  }
});

test("uses QuPath's property names, in px of the picture", () => {
  const [polygon, rectangle] = written().features;
  expect(polygon?.properties).toEqual({
    objectType: 'annotation',
    name: '=HYPERLINK("x") <b>größer</b>, "quoted"',
    classification: { name: 'Tumour', color: [213, 94, 0] },
    measurements: { 'Area µm^2': 321.5, 'Perimeter µm': 94.25 },
  });
  expect(rectangle?.properties).toEqual({ objectType: 'annotation', isLocked: true });
  // 160 x 120 px at 0.5 um/px round (1000, 500) um: the corner is at (960, 470) um.
  expect(rectangle?.geometry.coordinates).toEqual([
    [
      [60, 20],
      [101, 20],
      [101, 40.5],
      [60, 40.5],
      [60, 20],
    ],
  ]);
});

test.each(['px', 'um'] as const)('%s come back as the same shapes to 0.01 um', async (coordinates) => {
  const stored = exampleSnapshot();
  const file = blob(writeGeojson({ ...exampleInput(), options: { coordinates } }, stored.snapshot, []));
  const { parsed } = await readGeojson(file, into);
  expect(parsed?.snapshotId).toBe(stored.snapshot.id);
  expect(parsed?.losses).toEqual([]);
  expect(parsed?.newClasses).toEqual([]);
  expect(parsed?.annotations).toHaveLength(stored.snapshot.annotations.length);
  stored.snapshot.annotations.forEach((before, k) => {
    const after = parsed?.annotations[k];
    expect({ ...after, shape: after?.shape.kind }).toEqual({ ...before, shape: before.shape.kind });
    const [was, is] = [numbers(before.shape), after ? numbers(after.shape) : []];
    expect(is).toHaveLength(was.length);
    was.forEach((value, n) => {
      expect(Math.abs(value - (is[n] ?? Number.NaN))).toBeLessThan(0.01);
    });
  });
});

test('a shape that another program moved is read from its geometry', async () => {
  const collection = written();
  const moved = collection.features.find(({ reticle }) => reticle.shape.kind === 'ellipse');
  if (moved?.geometry.type !== 'Polygon') throw new Error('no ellipse');
  moved.geometry.coordinates = [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 0],
    ],
  ];
  const { parsed } = await readGeojson(blob(collection), into);
  expect(parsed?.annotations[2]?.shape).toEqual({
    kind: 'polygon',
    points: [
      { x: 960, y: 470 },
      { x: 965, y: 470 },
      { x: 965, y: 475 },
    ],
  });
});

test('reads what QuPath writes: an array, a class with colour, holes and parts', async () => {
  const id = '6a9f3b52-8c5e-4a57-9d0b-8f1f6c0c3c1d';
  const file = [
    feature(
      { type: 'Polygon', coordinates: square },
      {
        objectType: 'annotation',
        classification: { name: 'Stroma', color: [150, 200, 150] },
        isLocked: true,
        name: 'S1',
      },
      id,
    ),
    feature(
      { type: 'MultiPolygon', coordinates: [[...square, hole], away] },
      { classification: { name: 'Tumour' } },
      id,
    ),
  ];
  const { parsed } = await readGeojson(blob(file), into);
  expect(parsed?.annotations.map(({ id: its, label, locked }) => [its === id, label, locked])).toEqual([
    [true, 'S1', true],
    [false, '', false],
  ]);
  expect(parsed?.newClasses).toMatchObject([{ name: 'Stroma', colour: [150, 200, 150] }]);
  expect(parsed?.annotations[0]?.classId).toBe(parsed?.newClasses[0]?.id);
  expect(parsed?.annotations[1]?.classId).toBe('tumour');
  expect(parsed?.losses).toEqual([]);
  const region = parsed?.annotations[1]?.shape;
  expect(region).toMatchObject({ kind: 'multi-polygon', parts: [{ holes: [{}] }, { holes: [] }] });
  // 100 - 9 + 100 px of 0.5 um each side.
  expect(region && regionArea(outlineOf(region) ?? [])).toBeCloseTo(191 / 4);
  expect(parsed?.annotations[0]?.shape).toMatchObject({
    points: [{ x: 960, y: 470 }, { x: 965 }, { x: 965, y: 475 }, {}],
  });
});

test('script in a name stays text', async () => {
  const name = '<img src=x onerror=alert(1)>';
  const { parsed } = await readGeojson(
    blob([feature({ type: 'Polygon', coordinates: square }, { name })]),
    into,
  );
  expect(parsed?.annotations[0]?.label).toBe(name);
});

test('100,000 points come in; more than an annotation holds are refused by name', async () => {
  const points = (n: number) => Array.from({ length: n }, (_, k) => [k % 1000, Math.floor(k / 1000)]);
  const { parsed } = await readGeojson(
    blob([feature({ type: 'MultiPoint', coordinates: points(100_000) })]),
    into,
  );
  expect(parsed?.annotations[0]?.shape).toMatchObject({ kind: 'points' });
  const { error } = await readGeojson(
    blob([feature({ type: 'MultiPoint', coordinates: points(200_002) })]),
    into,
  );
  expect(error?.code).toBe('file-too-large');
  expect(error?.message).toContain('200002 points');
});

test.each([
  ['not JSON', '{"type": ', 'file-corrupt', /not JSON/],
  ['no GeoJSON', { a: 1 }, 'file-unsupported', /no GeoJSON/],
  ['too many', Array.from({ length: 200_001 }, () => 0), 'file-too-large', /200001 objects/],
  [
    'too many shapes',
    Array.from({ length: 20_001 }, (_, x) =>
      feature({
        type: 'LineString',
        coordinates: [
          [x, 0],
          [x, 9],
        ],
      }),
    ),
    'file-too-large',
    /20001 objects/,
  ],
  [
    'a wrong coordinate',
    [feature({ type: 'Point', coordinates: ['x', 1] })],
    'file-corrupt',
    /Feature 1 \(Point\)/,
  ],
  ['far away', [feature({ type: 'Point', coordinates: [1e300, 1] })], 'file-corrupt', /Feature 1/],
  ['no geometry', [feature(null)], 'file-corrupt', /Feature 1/],
  [
    'a newer version',
    { type: 'FeatureCollection', features: [], reticle: { version: 99 } },
    'file-version',
    /version 99/,
  ],
])('refuses %s by name', async (_, content, code, message) => {
  const { parsed, error } = await readGeojson(blob(content), into);
  expect(parsed).toBeNull();
  expect(error?.code).toBe(code);
  expect(error?.message).toMatch(message);
  expect(error?.remedy).not.toBe('');
});

test('the same input gives the same bytes', async () => {
  const text = async () => {
    for await (const { name, blob: file } of geojsonAdapter.files(exampleInput()))
      return [name, await file.text()];
  };
  expect(await text()).toEqual(await text());
  expect((await text())?.[0]).toBe('reticle_node-7-script-alert-1-script_001.geojson');
});

test('a hundred thousand single points become one count a class; named ones stay what they are', async () => {
  const features = Array.from({ length: 100_000 }, (_, i) => ({
    ...feature({ type: 'Point', coordinates: [i % 100, 3] }),
    properties: { classification: { name: i % 4 === 0 ? 'Cell A' : 'Cell B' } },
  }));
  const named = { ...feature({ type: 'Point', coordinates: [5, 5] }), properties: { name: 'Here' } };
  const { parsed } = await readGeojson(blob([...features, named]), into);
  const { annotations = [], losses = [], newClasses = [] } = parsed ?? {};
  expect(annotations.map(({ label }) => label)).toEqual(['Here', '', '']);
  const counts = annotations.map(({ shape }) => (shape.kind === 'points' ? shape.points.length : 0));
  expect(counts).toEqual([1, 25_000, 75_000]);
  expect(annotations.slice(1).map(({ classId }) => classId)).toEqual(newClasses.map(({ id }) => id));
  expect(losses).toEqual(['100000 single points were put together as 2 counts, by class.']);
});

test('a file of the live slide keeps um, islands and its look', async () => {
  const look = crypto.randomUUID();
  const annotations = exampleSnapshot().snapshot.annotations.map((entry, i) => ({
    ...entry,
    island: 40 + i,
  }));
  const { classes } = EXAMPLE_CASE;
  const file = writeLiveGeojson({ annotations, classes, measurements: [], version: '1.0.0', look });
  const { parsed } = await readGeojson(blob(file), into);
  expect(parsed).toMatchObject({ look, snapshotId: null, losses: [] });
  expect(parsed?.annotations.map(({ id, island }) => [id, island])).toEqual(
    annotations.map(({ id, island }) => [id, island]),
  );
  expect((await snapshotIdOf(blob(file))).parsed).toEqual({ look, snapshotId: null });
});
