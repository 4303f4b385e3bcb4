import type { PointUm, RectUm } from './geometry';

/** A closed ring: its corners in order, the first one not repeated. */
export type Ring = readonly PointUm[];

/** Length of a ring, um, with the side that closes it. */
export function ringLength(ring: Ring): number {
  let sum = 0;
  let before = ring.at(-1);
  for (const point of ring) {
    if (before) sum += Math.hypot(point.x - before.x, point.y - before.y);
    before = point;
  }
  return sum;
}

/** Area of a ring that does not cross itself, um2; its sign tells the direction: above 0 clockwise as y runs down. */
export function signedArea(ring: Ring): number {
  const origin = ring[0];
  let before = ring.at(-1);
  if (!origin || !before) return 0;
  let twice = 0;
  for (const point of ring) {
    // About the first point, so that far from the slide's origin no digits are lost.
    twice += (before.x - origin.x) * (point.y - origin.y) - (point.x - origin.x) * (before.y - origin.y);
    before = point;
  }
  return twice / 2;
}

/** Whether a point lies inside a ring, by the even-odd rule. */
export function isInsideRing(ring: Ring, { x, y }: PointUm): boolean {
  let inside = false;
  let before = ring.at(-1);
  for (const point of ring) {
    if (before && point.y > y !== before.y > y) {
      const at = point.x + ((y - point.y) / (before.y - point.y)) * (before.x - point.x);
      if (x < at) inside = !inside;
    }
    before = point;
  }
  return inside;
}

/** The rectangle around points; null without any. */
export function boundsOfPoints(points: readonly PointUm[]): RectUm | null {
  if (points.length === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Without corners that repeat the one before. */
export function withoutRepeats(ring: Ring): Ring {
  const repeats = (point: PointUm, i: number) => {
    const before = ring.at(i - 1);
    return ring.length > 1 && before !== undefined && before.x === point.x && before.y === point.y;
  };
  return ring.some(repeats) ? ring.filter((point, i) => !repeats(point, i)) : ring;
}
