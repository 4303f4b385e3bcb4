import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Shape } from '../domain/annotation';
import type { PointUm } from '../domain/geometry';
import { contains, sizeOf } from './shapes';

const um = fc.double({ min: -10_000, max: 10_000, noNaN: true, noDefaultInfinity: true });
const point: fc.Arbitrary<PointUm> = fc.record({ x: um, y: um });
/** Rings of all kinds, those that cross themselves too. */
const ring = fc.array(point, { minLength: 3, maxLength: 40 });
const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });

const polygon = (points: readonly PointUm[]): Shape => ({ kind: 'polygon', points: [...points] });
const areaOf = (points: readonly PointUm[]) => sizeOf(polygon(points)).area ?? Number.NaN;
const perimeterOf = (points: readonly PointUm[]) => sizeOf(polygon(points)).perimeter ?? Number.NaN;
const turned = (points: readonly PointUm[], by: number) =>
  points.map(({ x, y }) => ({
    x: x * Math.cos(by) - y * Math.sin(by),
    y: x * Math.sin(by) + y * Math.cos(by),
  }));
/** Rounding grows with the squares of the coordinates: 4e-16 of up to 40 products of 8e8 um2. */
const AREA = 1e-4;
const LENGTH = 1e-7;

/** A star-shaped ring, which does not cross itself. */
const simple = fc
  .tuple(fc.array(fc.double({ min: 1, max: 500, noNaN: true }), { minLength: 3, maxLength: 30 }), point)
  .map(([radii, centre]) =>
    radii.map((radius, i) => ({
      x: centre.x + radius * Math.cos((2 * Math.PI * i) / radii.length),
      y: centre.y + radius * Math.sin((2 * Math.PI * i) / radii.length),
    })),
  );

test('moving and turning a polygon change neither its area nor its perimeter', () => {
  fc.assert(
    fc.property(ring, point, angle, (points, by, turn) => {
      const moved = turned(points, turn).map(({ x, y }) => ({ x: x + by.x, y: y + by.y }));
      expect(Math.abs(areaOf(moved) - areaOf(points))).toBeLessThan(AREA);
      expect(Math.abs(perimeterOf(moved) - perimeterOf(points))).toBeLessThan(LENGTH);
    }),
  );
});

test('the direction and the first corner of a ring make no difference', () => {
  fc.assert(
    fc.property(ring, fc.nat(), (points, start) => {
      const first = start % points.length;
      const rolled = [...points.slice(first), ...points.slice(0, first)];
      for (const same of [[...points].reverse(), rolled]) {
        expect(Math.abs(areaOf(same) - areaOf(points))).toBeLessThan(AREA);
        expect(Math.abs(perimeterOf(same) - perimeterOf(points))).toBeLessThan(LENGTH);
      }
    }),
  );
});

test('twice the size has four times the area and twice the perimeter', () => {
  fc.assert(
    fc.property(ring, (points) => {
      const twice = points.map(({ x, y }) => ({ x: 2 * x, y: 2 * y }));
      expect(Math.abs(areaOf(twice) - 4 * areaOf(points))).toBeLessThan(4 * AREA);
      expect(Math.abs(perimeterOf(twice) - 2 * perimeterOf(points))).toBeLessThan(LENGTH);
    }),
  );
});

test('no ring has more area than the circle of its perimeter, crossing itself or not', () => {
  fc.assert(
    fc.property(fc.oneof(ring, simple), (points) => {
      expect(areaOf(points)).toBeLessThanOrEqual(perimeterOf(points) ** 2 / (4 * Math.PI) + AREA);
    }),
  );
});

test('a figure of eight: loops of opposite winding cancel by the shoelace formula', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1000, noNaN: true }), point, (side, { x, y }) => {
      const crossed = [
        { x, y },
        { x: x + side, y: y + side },
        { x: x + side, y },
        { x, y: y + side },
      ];
      expect(areaOf(crossed)).toBeLessThan(AREA);
      expect(perimeterOf(crossed)).toBeCloseTo((2 + 2 * Math.SQRT2) * side, 6);
    }),
  );
});

test('area agrees with counting points of a fine grid inside', () => {
  const GRID = 120;
  fc.assert(
    fc.property(simple, (points) => {
      const xs = points.map(({ x }) => x);
      const ys = points.map(({ y }) => y);
      const [left, top] = [Math.min(...xs), Math.min(...ys)];
      const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
      let inside = 0;
      for (let row = 0; row < GRID; row++)
        for (let column = 0; column < GRID; column++) {
          const at = { x: left + ((column + 0.5) * width) / GRID, y: top + ((row + 0.5) * height) / GRID };
          if (contains(polygon(points), at)) inside++;
        }
      const counted = (inside / GRID ** 2) * width * height;
      // A cell is wrong only where the outline runs through it.
      const cells = perimeterOf(points) * Math.hypot(width / GRID, height / GRID) * 2;
      expect(Math.abs(counted - areaOf(points))).toBeLessThanOrEqual(
        cells + (8 * width * height) / GRID ** 2,
      );
    }),
    { numRuns: 25 },
  );
});
