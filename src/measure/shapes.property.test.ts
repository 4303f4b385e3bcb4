import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Shape } from '../domain/annotation';
import type { PointUm } from '../domain/geometry';
import { contains, sizeOf } from './shapes';

/** To a nanometre. */
const um = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((nm) => nm / 1000);
const point: fc.Arbitrary<PointUm> = fc.record({ x: um, y: um });
/** Rings of all kinds, those that cross themselves too, and whose corners lie on one line. */
const ring = fc.array(point, { minLength: 3, maxLength: 40 });
const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });

const polygon = (points: readonly PointUm[]): Shape => ({ kind: 'polygon', points: [...points] });
const areaOf = (points: readonly PointUm[]) => sizeOf(polygon(points)).area ?? 0;
const perimeterOf = (points: readonly PointUm[]) => sizeOf(polygon(points)).perimeter ?? 0;
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

test('moving and turning a polygon do not change its area, nor the perimeter of one that does not cross itself', () => {
  const moved = (points: readonly PointUm[], by: PointUm, turn: number) =>
    turned(points, turn).map(({ x, y }) => ({ x: x + by.x, y: y + by.y }));
  fc.assert(
    fc.property(ring, simple, point, angle, (any, star, by, turn) => {
      expect(Math.abs(areaOf(moved(any, by, turn)) - areaOf(any))).toBeLessThan(AREA);
      expect(Math.abs(perimeterOf(moved(star, by, turn)) - perimeterOf(star))).toBeLessThan(LENGTH);
    }),
  );
});

test('the direction and the first corner of a ring make no difference', () => {
  fc.assert(
    fc.property(ring, simple, fc.nat(), (any, star, start) => {
      const others = (points: readonly PointUm[]) => {
        const first = start % points.length;
        return [[...points].reverse(), [...points.slice(first), ...points.slice(0, first)]];
      };
      for (const same of others(any)) expect(Math.abs(areaOf(same) - areaOf(any))).toBeLessThan(AREA);
      for (const same of others(star))
        expect(Math.abs(perimeterOf(same) - perimeterOf(star))).toBeLessThan(LENGTH);
    }),
  );
});

test('twice the size has four times the area and twice the perimeter', () => {
  fc.assert(
    fc.property(ring, simple, (any, star) => {
      const twice = (points: readonly PointUm[]) => points.map(({ x, y }) => ({ x: 2 * x, y: 2 * y }));
      expect(Math.abs(areaOf(twice(any)) - 4 * areaOf(any))).toBeLessThan(4 * AREA);
      expect(Math.abs(perimeterOf(twice(star)) - 2 * perimeterOf(star))).toBeLessThan(LENGTH);
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

test('a figure of eight: both loops count', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1000, noNaN: true }), point, (side, { x, y }) => {
      const crossed = [
        { x, y },
        { x: x + side, y: y + side },
        { x: x + side, y },
        { x, y: y + side },
      ];
      expect(Math.abs(areaOf(crossed) - side ** 2 / 2)).toBeLessThan(AREA);
      expect(perimeterOf(crossed)).toBeCloseTo((2 + 2 * Math.SQRT2) * side, 6);
    }),
  );
});

/** How often, and which way, a ring goes around a point: by the angles to its corners. */
function windings(points: readonly PointUm[], at: PointUm): number {
  let sum = 0;
  points.forEach((from, i) => {
    const to = points[(i + 1) % points.length] ?? from;
    const turn = Math.atan2(to.y - at.y, to.x - at.x) - Math.atan2(from.y - at.y, from.x - at.x);
    sum += turn > Math.PI ? turn - 2 * Math.PI : turn < -Math.PI ? turn + 2 * Math.PI : turn;
  });
  return Math.round(sum / (2 * Math.PI));
}

test('a ring that crosses itself covers whatever it goes around, counted once', () => {
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 3, maxLength: 12 }),
      fc.array(point, { maxLength: 200 }),
      (points, tried) => {
        const shape = polygon(points);
        const { area } = sizeOf(shape);
        expect(area ?? 1).toBeGreaterThan(0);
        for (const at of tried)
          if (windings(points, at) !== windings(points, { x: at.x + 1e-6, y: at.y + 1e-6 })) continue;
          else expect(contains(shape, at)).toBe(windings(points, at) !== 0);
      },
    ),
  );
});

test('area agrees with counting points of a fine grid inside', () => {
  const GRID = 120;
  fc.assert(
    fc.property(fc.oneof(ring, simple), (points) => {
      const xs = points.map(({ x }) => x);
      const ys = points.map(({ y }) => y);
      const [left, top] = [Math.min(...xs), Math.min(...ys)];
      const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
      let inside = 0;
      for (let row = 0; row < GRID; row++)
        for (let column = 0; column < GRID; column++) {
          const at = { x: left + ((column + 0.5) * width) / GRID, y: top + ((row + 0.5) * height) / GRID };
          if (windings(points, at) !== 0) inside++;
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
