import fc from 'fast-check';
import type { Shape } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';

/** Shapes of all kinds for property tests, slide um. */

/** To a tenth of a nanometre, as files are written. */
const um = fc.integer({ min: -500_000_000, max: 500_000_000 }).map((value) => value / 1e4);
const size = fc.double({ min: 0.1, max: 5000, noNaN: true });
export const point: fc.Arbitrary<PointUm> = fc.record({ x: um, y: um });

/** A ring around a point that does not cross itself, within `reach` um of it. */
function star(centre: PointUm, reach: number, shares: readonly number[]): PointUm[] {
  return shares.map((share, i) => ({
    x: centre.x + reach * share * Math.cos((2 * Math.PI * i) / shares.length),
    y: centre.y + reach * share * Math.sin((2 * Math.PI * i) / shares.length),
  }));
}
const shares = fc.array(fc.double({ min: 0.6, max: 1, noNaN: true }), { minLength: 3, maxLength: 24 });
/** Of a star with at least this many corners, all corners at least 0.6 of its reach away, a third is inside. */
const manyShares = fc.array(fc.double({ min: 0.6, max: 1, noNaN: true }), { minLength: 5, maxLength: 24 });

export const simplePolygon: fc.Arbitrary<Shape> = fc
  .tuple(point, size, shares)
  .map(([centre, reach, all]) => ({ kind: 'polygon', points: star(centre, reach, all) }));

/** Several parts apart from each other, most with a hole, and some with an island in it. */
export const multiPolygon: fc.Arbitrary<Shape> = fc
  .tuple(
    point,
    fc.double({ min: 1, max: 500, noNaN: true }),
    fc.array(manyShares, { minLength: 1, maxLength: 4 }),
  )
  .chain(([at, reach, outers]) =>
    fc
      .tuple(
        fc.array(fc.tuple(manyShares, fc.boolean()), { minLength: outers.length, maxLength: outers.length }),
      )
      .map(([inners]) => {
        const parts = outers.flatMap((outer, k) => {
          const centre = { x: at.x + 3 * reach * k, y: at.y };
          const [inner, island] = inners[k] ?? [outer, true];
          const part = { outer: star(centre, reach, outer), holes: [star(centre, 0.3 * reach, inner)] };
          return island ? [part, { outer: star(centre, 0.05 * reach, inner), holes: [] }] : [part];
        });
        return { kind: 'multi-polygon' as const, parts };
      }),
  );

/** As a hand draws: steps of its own pace that turn and cross, corners to a hundredth um. */
export const freehand: fc.Arbitrary<Shape> = fc
  .tuple(
    point,
    fc.array(fc.tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 })), {
      minLength: 3,
      maxLength: 60,
    }),
  )
  .map(([from, steps]) => {
    let { x, y } = from;
    const points = steps.map(([dx, dy]) => {
      x += dx / 100;
      y += dy / 100;
      return { x, y };
    });
    return { kind: 'polygon', points };
  });

export const otherShape: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({
    kind: fc.constant('points' as const),
    points: fc.array(point, { minLength: 1, maxLength: 30 }),
  }),
  fc.record({
    kind: fc.constant('polyline' as const),
    points: fc.array(point, { minLength: 3, maxLength: 30 }),
  }),
  fc.record({ kind: fc.constant('rectangle' as const), x: um, y: um, width: size, height: size }),
  fc.record({ kind: fc.constant('ellipse' as const), centre: point, radiusX: size, radiusY: size }),
  fc.record({ kind: fc.constant('line' as const), from: point, to: point }),
  fc.record({ kind: fc.constant('arrow' as const), from: point, to: point }),
  fc.record({ kind: fc.constant('text' as const), at: point }),
  fc.record({
    kind: fc.constant('counting-frame' as const),
    centre: point,
    areaMm2: fc.double({ min: 0.001, max: 100, noNaN: true }),
    outline: fc.constantFrom('square' as const, 'circle' as const),
  }),
);

export const anyShape: fc.Arbitrary<Shape> = fc.oneof(simplePolygon, multiPolygon, freehand, otherShape);
