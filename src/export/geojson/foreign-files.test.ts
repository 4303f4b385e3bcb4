import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { outlineOf } from '../../domain/outline';
import { regionArea } from '../../domain/region';
import { exampleInput, exampleSnapshot } from '../testing/example';
import { isGeojsonZip } from './open-file';
import { type ReadAnnotations, readGeojson } from './read-geojson';

/** A picture of 1280 x 720 px at 1 um/px, whose px are its um. */
const into = {
  snapshot: {
    width: 1280,
    height: 720,
    stage: { x: 640, y: 360, island: 0, confidence: 1 },
    calibration: {
      ...{ umPerPx: 1, uncertaintyUmPerPx: null, objective: 10, profile: null },
      basis: 'entered' as const,
    },
  },
  classes: [],
  now: '2026-11-23T00:00:00.000Z',
  newId: () => crypto.randomUUID(),
};

async function readText(text: string | Blob): Promise<ReadAnnotations> {
  const { parsed, error } = await readGeojson(text instanceof Blob ? text : new Blob([text]), into);
  if (error) throw error;
  return parsed;
}
const fixture = (name: string) =>
  readFileSync(new URL(`./fixtures/${name}.geojson`, import.meta.url), 'utf8');
const readFixture = (name: string) => readText(fixture(name));
const refused = async (value: unknown, given = into) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const { parsed, error } = await readGeojson(new Blob([text]), given);
  expect(parsed).toBeNull();
  return error;
};
const square = [
  [10, 10],
  [40, 10],
  [40, 40],
  [10, 40],
  [10, 10],
];
const polygon = { type: 'Polygon', coordinates: [square] };
const feature = (geometry: unknown, properties: unknown = {}) => ({ type: 'Feature', geometry, properties });
const areas = ({ annotations }: ReadAnnotations) =>
  annotations.map(({ shape }) => Math.round(regionArea(outlineOf(shape) ?? []) * 1000) / 1000);
const corners = ({ annotations }: ReadAnnotations) =>
  annotations.map(({ shape }) => ('points' in shape ? shape.points.length : 0));

test('rings that are not closed keep all their corners', async () => {
  const read = await readFixture('ring-not-closed');
  expect(corners(read)).toEqual([5, 4]);
  expect(areas(read)[1]).toBe(1600);
  expect(corners(await readFixture('ring-not-closed-triangle'))).toEqual([3]);
});

test.each([
  [
    'derived-class-names',
    [
      ['Tumor: Positive', [200, 0, 0]],
      ['Tumor: Negative', [112, 112, 225]],
      ['Stroma', [150, 200, 150]],
    ],
  ],
  ['class-as-string', [['Tumor', [86, 180, 233]]]],
  ['colorRGB-packed', [['Tumor', [200, 0, 0]]]],
  ['colour-with-alpha', [['Necrosis', [50, 60, 70]]]],
])('%s: classes and colours', async (name, classes) => {
  const { newClasses, annotations } = await readFixture(name);
  expect(newClasses.map((entry) => [entry.name, entry.colour])).toEqual(classes);
  expect(annotations.map(({ classId }) => classId)).toEqual(newClasses.map(({ id }) => id));
});

test('a class as JSON in text, as geopandas writes it', async () => {
  const { newClasses } = await readText(
    JSON.stringify([feature(polygon, { classification: '{"name": "Tumor", "color": [200, 0, 0]}' })]),
  );
  expect(newClasses).toMatchObject([{ name: 'Tumor', colour: [200, 0, 0] }]);
});

test.each([
  [
    'empty-polygon',
    1,
    /^1 object could not be read and was left out \(Feature 2 \(Polygon\): it is empty\)\.$/,
  ],
  ['one-null-geometry', 1, /Feature 2: it has no geometry/],
  ['geometrycollection', 2, /1 object of several lines or geometries/],
  ['multilinestring', 3, /1 object of several lines/],
  ['nan-measurement', 1, /^The measurements of 1 object were left out/],
  ['child-objects', 3, /^2 objects inside others came beside them\.$/],
  ['nucleus', 1, /^The nuclei of 1 object were left out/],
  ['object-colour', 1, /^The own colours of 1 object were left out/],
  ['whole-slide-coordinates', 1, /^All objects lie outside the picture/],
])('%s: what can be read is read, and the rest is told', async (name, count, loss) => {
  const { annotations, losses } = await readFixture(name);
  expect(annotations).toHaveLength(count);
  expect(losses).toHaveLength(1);
  expect(losses[0]).toMatch(loss);
});

test.each([
  ['null-properties', ['Area 1', '']],
  ['numeric-name', ['17']],
])('%s: read without a loss', async (name, labels) => {
  const { annotations, losses } = await readFixture(name);
  expect(annotations.map(({ label }) => label)).toEqual(labels);
  expect(losses).toEqual([]);
});

test('every kind of geometry keeps its kind', async () => {
  const line = [
    [0, 0],
    [10, 0],
    [10, 10],
    [20, 10],
  ];
  const read = await readText(
    JSON.stringify([
      feature({ type: 'LineString', coordinates: line }),
      feature({ type: 'LineString', coordinates: line.slice(0, 2) }),
      feature({ ...polygon, isEllipse: true }),
      feature({
        type: 'Polygon',
        coordinates: [square, square.map(([x = 0, y = 0]) => [20 + x / 10, 20 + y / 10])],
      }),
      feature({
        type: 'MultiPolygon',
        coordinates: [[square], [square.map(([x = 0, y = 0]) => [x + 100, y])]],
      }),
    ]),
  );
  expect(read.annotations.map(({ shape }) => shape.kind)).toEqual([
    'polyline',
    'line',
    'ellipse',
    'multi-polygon',
    'multi-polygon',
  ]);
  expect(read.annotations[0]?.shape).toMatchObject({ points: [{}, {}, {}, { x: 20, y: 10 }] });
  expect(read.annotations[2]?.shape).toEqual({
    kind: 'ellipse',
    centre: { x: 25, y: 25 },
    radiusX: 15,
    radiusY: 15,
  });
  expect(areas(read).slice(3)).toEqual([891, 1800]);
  expect(read.losses).toEqual([]);
});

test('a ring that crosses itself falls into its lobes, and is told', async () => {
  const crossed = { type: 'Polygon', coordinates: [[square[0], square[2], square[1], square[3], square[0]]] };
  const read = await readText(JSON.stringify([feature(crossed)]));
  expect(areas(read)).toEqual([450]);
  expect(read.losses).toEqual(['The outlines of 1 object crossed and were split into their lobes.']);
});

test('a bare geometry, and a file with a byte order mark', async () => {
  expect((await readText(JSON.stringify(polygon))).annotations).toHaveLength(1);
  expect((await readText(`\ufeff${JSON.stringify(feature(polygon))}`)).annotations).toHaveLength(1);
});

test('children of children, other planes, and metadata', async () => {
  const leaf = feature({ ...polygon, plane: { z: 3, t: 0 } }, { metadata: { a: 'b' } });
  const inner = feature(polygon, { childObjects: [leaf] });
  const { annotations, losses } = await readText(
    JSON.stringify({ type: 'FeatureCollection', features: [feature(polygon, { childObjects: [inner] })] }),
  );
  expect(annotations).toHaveLength(3);
  expect(losses).toHaveLength(3);
});

async function zipOf(files: Record<string, string>): Promise<Blob> {
  const zip = await import('@zip.js/zip.js/lib/zip-core-native.js');
  zip.configure({ useWebWorkers: false });
  const writer = new zip.ZipWriter(new zip.BlobWriter());
  for (const [name, text] of Object.entries(files)) await writer.add(name, new zip.TextReader(text));
  return writer.close();
}

test('gzip and a ZIP of one GeoJSON file are unpacked', async () => {
  const text = fixture('ring-not-closed');
  expect((await readText(new Blob([new Uint8Array(gzipSync(text))]))).annotations).toHaveLength(2);
  const zip = await zipOf({
    'My slide #1.geojson': text,
    '__MACOSX/._My slide #1.geojson': 'x',
    '.DS_Store': 'x',
  });
  expect(await isGeojsonZip(zip)).toBe(true);
  expect((await readText(zip)).annotations).toHaveLength(2);
  expect(await isGeojsonZip(await zipOf({ 'manifest.json': '{}', 'a.geojson': text }))).toBe(false);
  const two = await zipOf({ 'a.geojson': text, 'b.geojson': text });
  expect((await readGeojson(two, into)).error?.message).toMatch(/2 GeoJSON files/);
  const broken = new File(['zz broken'], 'case.zip');
  expect((await readGeojson(broken, into)).error?.message).toMatch(/not a ZIP file/);
  const cut = new Blob([new Uint8Array(gzipSync(text)).slice(0, 60)]);
  expect((await readGeojson(cut, into)).error?.code).toBe('file-corrupt');
});

test('a gzip that would fill the memory stops at the limit', async () => {
  const bomb = new Blob([new Uint8Array(gzipSync(new Uint8Array(300 * 2 ** 20)))]);
  expect((await readGeojson(bomb, into)).error?.code).toBe('file-too-large');
});

test('hostile files end in an error that has a type, and is short', async () => {
  expect((await refused(`[${'null,'.repeat(999_999)}null]`))?.code).toBe('file-too-large');
  expect((await refused(new Array(150_000).fill(null)))?.message).toMatch(/Feature 1: it has no geometry/);
  const classes = Array.from({ length: 20_000 }, (_, k) =>
    feature(polygon, { classification: { name: `c${k}` } }),
  );
  expect((await refused(classes))?.message).toMatch(/more than 64/);
  const many = { type: 'Polygon', coordinates: [new Array(500_000).fill(null)] };
  expect((await refused([feature(many)]))?.code).toBe('file-too-large');
  const nulls = { ...feature({ type: 'MultiPoint', coordinates: new Array(150_000).fill(null) }) };
  expect((await refused([nulls]))?.message.length).toBeLessThan(300);
  const own = { shape: { kind: 'polygon', points: new Array(500_000).fill(null) }, classId: null };
  const { annotations } = await readText(JSON.stringify([{ ...feature(polygon), reticle: own }]));
  expect(annotations).toHaveLength(1);
  const long = feature({ type: 'x'.repeat(1_000_000) });
  expect((await refused([long]))?.message.length).toBeLessThan(300);
  const nested = `${'[{"properties":{"childObjects":'.repeat(100_000)}[]${'}}]'.repeat(100_000)}`;
  expect((await refused(nested))?.code).toMatch(/^file-/);
});

test('the XML of another program is named', async () => {
  expect(await refused('<?xml version="1.0"?><Annotations/>')).toMatchObject({ code: 'file-unsupported' });
});

test('names and classes without end are cut', async () => {
  const { annotations, newClasses, losses } = await readText(
    JSON.stringify([feature(polygon, { name: 'n'.repeat(5000), classification: 'c'.repeat(5000) })]),
  );
  expect(annotations[0]?.label).toHaveLength(2000);
  expect(newClasses[0]?.name).toHaveLength(200);
  expect(losses).toEqual(['The names of 1 object were cut.']);
});

test('of 10,000 objects one odd one is left out', async () => {
  const objects: unknown[] = Array.from({ length: 10_000 }, () => feature(polygon));
  objects[5000] = feature({ type: 'Polygon', coordinates: [[[0, null]]] });
  const { annotations, losses } = await readText(JSON.stringify(objects));
  expect(annotations).toHaveLength(9999);
  expect(losses).toEqual([
    '1 object could not be read and was left out (Feature 5001 (Polygon): a coordinate is no number).',
  ]);
});

test('our own pictures of an ellipse are the ellipse again, even for a program that knows only its outline', async () => {
  const { writeGeojson } = await import('./write-geojson');
  const stored = exampleSnapshot();
  const { features } = writeGeojson(
    { ...exampleInput([stored]), options: { coordinates: 'um' } },
    stored.snapshot,
    [],
  );
  const ellipse = features.find(({ reticle }) => reticle.shape.kind === 'ellipse');
  const foreign = { type: 'Feature', geometry: ellipse?.geometry, properties: {} };
  const { annotations } = await readText(JSON.stringify([foreign]));
  expect(annotations[0]?.shape).toMatchObject({ kind: 'ellipse', radiusX: 12, radiusY: 7 });
});
