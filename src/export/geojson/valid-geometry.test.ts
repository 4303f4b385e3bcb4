import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outlineOf } from '../../domain/outline';
import { regionArea, regionPerimeter, regionWithin } from '../../domain/region';
import { runShapely } from '../testing/shapely';
import { anyShape, freehand, multiPolygon, simplePolygon } from '../testing/shapes';
import { geometryOf } from './geometry';

const asIs = (point: { x: number; y: number }) => point;

test('shapely finds every geometry valid that is written', (context) => {
  const shapes = fc.sample(anyShape, { numRuns: 1500, seed: 20 });
  const geometries = [0.37, 1, 25].flatMap((scale) =>
    shapes.map((shape) => geometryOf(shape, ({ x, y }) => ({ x: x / scale, y: y / scale }))),
  );
  const wrong = runShapely<unknown[]>(
    context,
    `
import json, sys
from shapely.geometry import shape
from shapely.validation import explain_validity
print(json.dumps([[explain_validity(shape(g)), g] for g in json.load(sys.stdin) if not shape(g).is_valid]))`,
    geometries,
  );
  expect(wrong).toEqual([]);
});

test('area and perimeter are those that shapely gets by cutting the ring into faces', (context) => {
  const shapes = fc.sample(fc.oneof(freehand, simplePolygon), { numRuns: 600, seed: 7 });
  const rings = shapes.map((shape) => ('points' in shape ? shape.points.map(({ x, y }) => [x, y]) : []));
  const expected = runShapely<readonly [number, number][]>(
    context,
    `
import json, sys
from math import atan2, pi
from shapely.geometry import LineString
from shapely.ops import polygonize, unary_union

def around(ring, x, y):
    turns = 0
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
        turn = atan2(by - y, bx - x) - atan2(ay - y, ax - x)
        turns += turn - 2 * pi if turn > pi else turn + 2 * pi if turn < -pi else turn
    return round(turns / (2 * pi)) != 0

def measures(ring):
    ring = [[x - ring[0][0], y - ring[0][1]] for x, y in ring]
    sides = [LineString([a, b]) for a, b in zip(ring, ring[1:] + ring[:1]) if a != b]
    faces = [f for f in polygonize(unary_union(sides)) if around(ring, *f.representative_point().coords[0])]
    whole = unary_union(faces)
    return [whole.area, whole.length]

print(json.dumps([measures(ring) for ring in json.load(sys.stdin)]))`,
    rings,
  );
  shapes.forEach((shape, i) => {
    const region = outlineOf(shape) ?? [];
    const [area = 0, length = 0] = expected[i] ?? [];
    expect(Math.abs(regionArea(region) - area)).toBeLessThan(1e-6 * Math.max(1, area));
    expect(Math.abs(regionPerimeter(region) - length)).toBeLessThan(1e-6 * Math.max(1, length));
  });
});

test('what of a region lies in a picture is what shapely cuts out', (context) => {
  const shapes = fc.sample(multiPolygon, { numRuns: 200, seed: 3 });
  const cases = shapes.map((shape, i) => {
    const [part] = outlineOf(shape) ?? [];
    const { x, y } = part?.outer[i % 5] ?? { x: 0, y: 0 };
    return { geometry: geometryOf(shape, asIs), box: { x: x - 40, y: y - 60, width: 100, height: 80 } };
  });
  const expected = runShapely<readonly number[]>(
    context,
    `
import json, sys
from shapely.geometry import shape, box
print(json.dumps([shape(c["geometry"]).intersection(box(b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"])).area
  for c in json.load(sys.stdin) for b in [c["box"]]]))`,
    cases,
  );
  shapes.forEach((shape, i) => {
    const { box } = cases[i] ?? { box: { x: 0, y: 0, width: 1, height: 1 } };
    const within = regionWithin(outlineOf(shape) ?? [], box) ?? [];
    expect(Math.abs(regionArea(within) - (expected[i] ?? -1))).toBeLessThan(0.05);
  });
});
