import type { Focus } from '../domain/focus';
import type { PointUm } from '../domain/geometry';
import type { Region, RegionPart } from '../domain/region';
import { isInsideRing, type Ring, signedArea } from '../domain/ring';

type Corner = readonly [column: number, row: number];
/** More rows or columns than a slide has cells. */
const SPAN = 2 ** 24;
const keyOf = ([column, row]: Corner) => (row + SPAN) * 2 * SPAN + column + SPAN;

/**
 * The outline of a focus along the sides of its cells, slide um: its area is that of the cells. Cells that touch in a
 * corner only are parts of their own: no ring comes to a corner twice.
 */
export function cellOutline({ runs, cellUm }: Pick<Focus, 'runs' | 'cellUm'>): Region {
  const rings = ringsAround(sidesOf(runs)).map((ring) =>
    ring.map(([column, row]): PointUm => ({ x: column * cellUm, y: row * cellUm })),
  );
  // Sides run so that cells lie to their right, y down: outer rings have a positive area, holes a negative one.
  const outers = rings.filter((ring) => signedArea(ring) > 0);
  const parts = outers.map((outer): RegionPart & { holes: Ring[] } => ({ outer, holes: [] }));
  for (const hole of rings.filter((ring) => signedArea(ring) < 0)) {
    const inside = beside(hole, cellUm);
    const around = parts
      .filter(({ outer }) => isInsideRing(outer, inside))
      .sort((a, b) => signedArea(a.outer) - signedArea(b.outer));
    around[0]?.holes.push(hole);
  }
  return parts;
}

/** Sides of cells that border no other cell of the runs, each from its start to its end. */
function sidesOf(runs: Int32Array): Map<number, Corner[]> {
  const cells = new Set<number>();
  const each = (visit: (column: number, row: number) => void) => {
    for (let i = 0; i < runs.length; i += 3)
      for (let column = runs[i + 1] ?? 0; column < (runs[i + 2] ?? 0); column++) visit(column, runs[i] ?? 0);
  };
  each((column, row) => cells.add(keyOf([column, row])));
  const sides = new Map<number, Corner[]>();
  const side = (from: Corner, to: Corner) => {
    const key = keyOf(from);
    const others = sides.get(key);
    if (others) others.push(to);
    else sides.set(key, [to]);
  };
  each((x, y) => {
    if (!cells.has(keyOf([x, y - 1]))) side([x, y], [x + 1, y]);
    if (!cells.has(keyOf([x + 1, y]))) side([x + 1, y], [x + 1, y + 1]);
    if (!cells.has(keyOf([x, y + 1]))) side([x + 1, y + 1], [x, y + 1]);
    if (!cells.has(keyOf([x - 1, y]))) side([x, y + 1], [x, y]);
  });
  return sides;
}

/** Joins sides to rings. A way that comes to a corner again has gone round a ring: none touches itself. */
function ringsAround(sides: Map<number, Corner[]>): Corner[][] {
  const rings: Corner[][] = [];
  for (const [key, ends] of sides) {
    const way: Corner[] = [[(key % (2 * SPAN)) - SPAN, Math.floor(key / (2 * SPAN)) - SPAN]];
    const at = new Map([[key, 0]]);
    for (let to = ends.pop(); to; ) {
      const place = keyOf(to);
      const begun = at.get(place);
      if (begun === undefined) {
        at.set(place, way.length);
        way.push(to);
      } else {
        const ring = way.splice(begun + 1);
        for (const corner of ring) at.delete(keyOf(corner));
        rings.push(withoutStraight([to, ...ring]));
      }
      to = sides.get(place)?.pop();
    }
  }
  return rings;
}

/** Corners alone: points on a straight side add nothing. */
function withoutStraight(ring: readonly Corner[]): Corner[] {
  return ring.filter((corner, i) => {
    const before = ring.at(i - 1) ?? corner;
    const after = ring[(i + 1) % ring.length] ?? corner;
    return (
      (corner[0] - before[0]) * (after[1] - corner[1]) !== (corner[1] - before[1]) * (after[0] - corner[0])
    );
  });
}

/** A point of the cell that a hole's first side borders: to the right of it. */
function beside(hole: Ring, cellUm: number): PointUm {
  const [a, b] = [hole[0] ?? { x: 0, y: 0 }, hole[1] ?? { x: 0, y: 0 }];
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const half = cellUm / 2;
  return { x: a.x + ux * half - uy * half, y: a.y + uy * half + ux * half };
}
