import type { Ring } from './ring';

/** Nearer than this, relative to the rings' extent, sides count as touching. */
const NEAR = 1e-12;

/**
 * Whether any two sides of the rings touch or cross, but neighbours in their shared corner. Sides that only just do not
 * touch may be told to. Sides are sorted by their left end, and compared with those that begin before they end.
 */
export function sidesTouch(rings: readonly Ring[]): boolean {
  const sides = sidesOf(rings);
  const { count, left, right, order } = sides;
  for (let i = 0; i < count; i++) {
    const a = order[i] ?? 0;
    const end = right[a] ?? 0;
    for (let j = i + 1; j < count; j++) {
      const b = order[j] ?? 0;
      if ((left[b] ?? 0) > end) break;
      if (touch(sides, a, b)) return true;
    }
  }
  return false;
}

/** Sides of all rings, um about the first corner, in arrays: there may be 200,000. */
interface Sides {
  readonly count: number;
  /** x0, y0, x1, y1 of each. */
  readonly ends: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** The side that follows in the same ring. */
  readonly next: Int32Array;
  /** Sides by their left end. */
  readonly order: Uint32Array;
  /** Areas below this are none, um2. */
  readonly least: number;
}

function sidesOf(rings: readonly Ring[]): Sides {
  const count = rings.reduce((sum, { length }) => sum + length, 0);
  const ends = new Float64Array(4 * count);
  const left = new Float64Array(count);
  const right = new Float64Array(count);
  const next = new Int32Array(count);
  const origin = rings[0]?.[0] ?? { x: 0, y: 0 };
  let [at, extent] = [0, 0];
  for (const ring of rings) {
    const first = at;
    ring.forEach((from, k) => {
      const to = ring[(k + 1) % ring.length] ?? from;
      const [x0, y0, x1, y1] = [from.x - origin.x, from.y - origin.y, to.x - origin.x, to.y - origin.y];
      ends.set([x0, y0, x1, y1], 4 * at);
      left[at] = Math.min(x0, x1);
      right[at] = Math.max(x0, x1);
      next[at] = k + 1 < ring.length ? at + 1 : first;
      extent = Math.max(extent, Math.abs(x0), Math.abs(y0));
      at++;
    });
  }
  const order = Uint32Array.from(left.keys()).sort((a, b) => (left[a] ?? 0) - (left[b] ?? 0));
  return { count, ends, left, right, next, order, least: NEAR * extent * extent };
}

function touch({ ends, next, least }: Sides, a: number, b: number): boolean {
  const at = (side: number, k: number) => ends[4 * side + k] ?? 0;
  const [ax, ay, bx, by] = [at(a, 0), at(a, 1), at(a, 2), at(a, 3)];
  const [cx, cy, dx, dy] = [at(b, 0), at(b, 1), at(b, 2), at(b, 3)];
  if (Math.max(ay, by) < Math.min(cy, dy) || Math.max(cy, dy) < Math.min(ay, by)) return false;
  if (next[a] === b && next[b] === a) return true;
  if (next[a] === b) return foldsBack(ax, ay, bx, by, dx, dy, least);
  if (next[b] === a) return foldsBack(cx, cy, dx, dy, bx, by, least);
  const c = turn(ax, ay, bx, by, cx, cy);
  const d = turn(ax, ay, bx, by, dx, dy);
  if ((c > least && d > least) || (c < -least && d < -least)) return false;
  const e = turn(cx, cy, dx, dy, ax, ay);
  const f = turn(cx, cy, dx, dy, bx, by);
  return !((e > least && f > least) || (e < -least && f < -least));
}

/** Whether the way from p over q to r runs back over itself. */
function foldsBack(
  px: number,
  py: number,
  qx: number,
  qy: number,
  rx: number,
  ry: number,
  least: number,
): boolean {
  const straight = Math.abs(turn(px, py, qx, qy, rx, ry)) <= least;
  return straight && (qx - px) * (rx - qx) + (qy - py) * (ry - qy) <= 0;
}

/** Twice the signed area of a triangle. */
function turn(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  return (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
}
