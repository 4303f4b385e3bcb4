import type { PointUm } from './geometry';

/** The two points farthest from each other (maximum Feret diameter). @throws RangeError without points */
export function longestDiameter(points: readonly PointUm[]): {
  readonly length: number;
  readonly from: PointUm;
  readonly to: PointUm;
} {
  const hull = convexHull(points);
  const [first] = hull;
  if (!first) throw new RangeError('no points to measure between');
  let best = { length: 0, from: first, to: first };
  // Rotating calipers: while an edge turns, the vertex farthest from it only goes on around the hull.
  let far = 1;
  const consider = (from: PointUm, to: PointUm) => {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (length > best.length) best = { length, from, to };
  };
  for (let i = 0; i < hull.length; i++) {
    const from = hull[i] ?? first;
    const to = hull[(i + 1) % hull.length] ?? first;
    for (let step = 0; step < hull.length; step++) {
      const now = hull[far % hull.length] ?? first;
      const next = hull[(far + 1) % hull.length] ?? first;
      if (turn(from, to, next) <= turn(from, to, now)) break;
      far++;
    }
    // The vertex after it as well, for an edge that is parallel.
    for (const at of [far, far + 1]) {
      const opposite = hull[at % hull.length] ?? first;
      consider(from, opposite);
      consider(to, opposite);
    }
  }
  return best;
}

/** Counter-clockwise in a y-up plane, without points on its edges (Andrew 1979, monotone chain). */
export function convexHull(points: readonly PointUm[]): PointUm[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const chain = (ordered: readonly PointUm[]) => {
    const kept: PointUm[] = [];
    for (const point of ordered) {
      for (;;) {
        const b = kept.at(-1);
        const a = kept.at(-2);
        if (!a || !b || turn(a, b, point) > 0) break;
        kept.pop();
      }
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  const hull = [...chain(sorted), ...chain(sorted.reverse())];
  return hull.length > 0 ? hull : sorted.slice(0, 1);
}

/** Twice the signed area of a triangle. */
function turn(a: PointUm, b: PointUm, c: PointUm): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
