import KDBush from 'kdbush';
import type { PointUm, RectUm } from '../../domain/geometry';

/** Fewer points are looked through one by one. */
const INDEXED_FROM = 1000;

const indices = new WeakMap<readonly PointUm[], KDBush>();

/** Built once for each array of points, which never changes. */
function indexOf(points: readonly PointUm[]): KDBush {
  const before = indices.get(points);
  if (before) return before;
  const index = new KDBush(points.length);
  for (const { x, y } of points) index.add(x, y);
  index.finish();
  indices.set(points, index);
  return index;
}

/** Distance to the nearest point, um; infinite where none is within `reach`. */
export function nearestDistance(points: readonly PointUm[], { x, y }: PointUm, reach: number): number {
  const near =
    points.length < INDEXED_FROM || reach === Number.POSITIVE_INFINITY
      ? points
      : indexOf(points)
          .within(x, y, reach)
          .flatMap((i) => points[i] ?? []);
  let least = Number.POSITIVE_INFINITY;
  for (const point of near) {
    const away = Math.hypot(point.x - x, point.y - y);
    if (away <= reach) least = Math.min(least, away);
  }
  return least;
}

/** The points in a rectangle, edges included, in no order. */
export function pointsWithin(
  points: readonly PointUm[],
  { x, y, width, height }: RectUm,
): readonly PointUm[] {
  if (points.length < INDEXED_FROM)
    return points.filter(
      (point) => point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height,
    );
  return indexOf(points)
    .range(x, y, x + width, y + height)
    .flatMap((i) => points[i] ?? []);
}
