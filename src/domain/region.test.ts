import { expect, test } from 'vitest';
import type { Shape } from './annotation';
import { outlineOf, simpleShape } from './outline';
import {
  isInsideRegion,
  type Region,
  regionArea,
  regionPerimeter,
  regionWithin,
  simpleRegion,
} from './region';

const square = (x: number, y: number, side: number) => [
  { x, y },
  { x: x + side, y },
  { x: x + side, y: y + side },
  { x, y: y + side },
];
const polygon = (...corners: readonly (readonly [number, number])[]): Shape => ({
  kind: 'polygon',
  points: corners.map(([x, y]) => ({ x, y })),
});

test('a ring that does not cross itself is left as it is', () => {
  const shape: Shape = { kind: 'polygon', points: square(100, 100, 10) };
  expect(simpleShape(shape)).toBe(shape);
  const region: Region = [{ outer: square(0, 0, 10), holes: [square(2, 2, 3)] }];
  expect(simpleRegion(region)?.[0]?.holes[0]).toBe(region[0]?.holes[0]);
});

test('a figure of eight falls into its two lobes', () => {
  const made = simpleShape(polygon([0, 0], [10, 10], [10, 0], [0, 10]));
  expect(made).toMatchObject({ kind: 'multi-polygon', parts: [{ holes: [] }, { holes: [] }] });
  expect(made && regionArea(outlineOf(made) ?? [])).toBeCloseTo(50, 9);
});

test('a hook at the closing point and a second round are counted once', () => {
  const hook = simpleShape(polygon([0, 0], [10, 0], [10, 10], [0, 10], [0, -1], [1, 1]));
  expect(regionArea((hook && outlineOf(hook)) ?? [])).toBeCloseTo(100.25, 1);
  const twice = simpleShape({ kind: 'polygon', points: [...square(0, 0, 10), ...square(0, 0, 10)] });
  expect(regionArea((twice && outlineOf(twice)) ?? [])).toBeCloseTo(100, 9);
});

test('a star drawn in one stroke is full in its middle', () => {
  const at = (k: number): [number, number] => [
    10 * Math.cos((4 * Math.PI * k) / 5),
    10 * Math.sin((4 * Math.PI * k) / 5),
  ];
  const made = simpleShape(polygon(at(0), at(1), at(2), at(3), at(4)));
  expect(made?.kind).toBe('polygon');
  expect(isInsideRegion((made && outlineOf(made)) ?? [], { x: 0, y: 0 })).toBe(true);
  // Ten triangles between the tips and the middle.
  const inner = (10 * Math.cos((2 * Math.PI) / 5)) / Math.cos(Math.PI / 5);
  const area = 5 * 10 * inner * Math.sin(Math.PI / 5);
  expect(regionArea((made && outlineOf(made)) ?? [])).toBeCloseTo(area, 9);
});

test.each([
  ['corners on one line', polygon([0, 0], [5, 5], [10, 10])],
  ['one point', polygon([1, 1], [1, 1], [1, 1])],
  ['there and back', polygon([0, 0], [10, 0], [10, 5], [10, 0])],
])('%s cover nothing', (_, shape) => {
  expect(simpleShape(shape)).toBeNull();
  expect(outlineOf(shape)).toEqual([]);
});

test('holes, islands in them, parts that overlap and holes that stick out', () => {
  const withIsland: Region = [
    { outer: square(0, 0, 100), holes: [square(20, 20, 40)] },
    { outer: square(30, 30, 10), holes: [] },
  ];
  expect(simpleRegion(withIsland)).toEqual(withIsland);
  expect(regionArea(withIsland)).toBe(10_000 - 1600 + 100);
  expect(regionPerimeter(withIsland)).toBe(400 + 160 + 40);
  expect(isInsideRegion(withIsland, { x: 25, y: 25 })).toBe(false);
  expect(isInsideRegion(withIsland, { x: 35, y: 35 })).toBe(true);
  const overlapping: Region = [
    { outer: square(0, 0, 10), holes: [] },
    { outer: square(5, 0, 10), holes: [] },
  ];
  expect(regionArea(simpleRegion(overlapping) ?? [])).toBeCloseTo(150, 9);
  const stickingOut: Region = [{ outer: square(0, 0, 10), holes: [square(5, 5, 10)] }];
  expect(regionArea(simpleRegion(stickingOut) ?? [])).toBeCloseTo(75, 9);
  const nested: Region = [
    { outer: square(0, 0, 10), holes: [] },
    { outer: square(2, 2, 3), holes: [] },
  ];
  expect(regionArea(simpleRegion(nested) ?? [])).toBeCloseTo(100, 9);
});

test('the part in a picture', () => {
  const region: Region = [{ outer: square(0, 0, 100), holes: [square(20, 20, 40)] }];
  const part = regionWithin(region, { x: -50, y: -50, width: 100, height: 100 });
  expect(regionArea(part ?? [])).toBeCloseTo(2500 - 900, 9);
  expect(regionWithin(region, { x: 200, y: 0, width: 10, height: 10 })).toEqual([]);
});

test('far from the origin no digits are lost', () => {
  const far = { x: 900_000, y: -900_000 };
  const shape: Shape = {
    kind: 'polygon',
    points: [
      [0, 0],
      [0.01, 0.01],
      [0.01, 0],
      [0, 0.01],
    ].map(([x = 0, y = 0]) => ({ x: far.x + x, y: far.y + y })),
  };
  expect(regionArea(outlineOf(shape) ?? [])).toBeCloseTo(5e-5, 9);
});

test('lobes that the clipping library joins wrongly are told apart all the same, from whatever corner', () => {
  const corners = [
    [0, 0],
    [1382.239, 4670.706],
    [-5858.094, -9917.661],
    [63.933, 6796.705],
    [-3633.487, 8375.556],
    [9340.69, 1755.166],
    [8933.838, 6322.845],
    [-2976.411, 2969.561],
  ].map(([x = 0, y = 0]) => ({ x, y }));
  for (let start = 0; start < corners.length; start++) {
    const ring = [...corners.slice(start), ...corners.slice(0, start)];
    // By shapely: faces that the ring goes around at all.
    for (const outer of [ring, [...ring].reverse()])
      expect(regionArea(simpleRegion([{ outer, holes: [] }]) ?? [])).toBeCloseTo(31_690_244.487, 2);
  }
});
