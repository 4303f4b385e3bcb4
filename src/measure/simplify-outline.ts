import { type PointUm, segmentDistance } from '../domain/geometry';
import { type Region, type RegionPart, regionArea, ringsOf, simpleRegion } from '../domain/region';
import type { Ring } from '../domain/ring';
import { distance } from './shapes';

/** The area of an outline may change by this share at most. */
export const MOST_AREA_CHANGE = 0.01;
/** The tolerance is halved so often at most where it changes too much. */
const TRIES = 6;

/**
 * An outline with fewer corners: no corner that is left out lies farther than `tolerance` um from it (Ramer 1972,
 * Douglas and Peucker 1973), its area changes by 1 % at most, its holes stay and its rings do not cross. Where that
 * cannot be had, a smaller tolerance is tried, and at last it stays as it is.
 */
export function simplified(part: RegionPart, tolerance: number): RegionPart {
  const area = regionArea([part]);
  for (let k = 0; k < TRIES; k++) {
    const within = tolerance / 2 ** k;
    const fewer: RegionPart = {
      outer: fewerCorners(part.outer, within),
      holes: part.holes.map((hole) => fewerCorners(hole, within)),
    };
    const change = Math.abs(regionArea([fewer]) - area);
    if (change <= MOST_AREA_CHANGE * area && isStillSimple([fewer])) return fewer;
  }
  return part;
}

function isStillSimple(region: Region): boolean {
  const simple = simpleRegion(region);
  return simple?.length === 1 && ringsOf(simple).every((ring, i) => ring === ringsOf(region)[i]);
}

function fewerCorners(ring: Ring, tolerance: number): Ring {
  const [first] = ring;
  if (!first || ring.length < 5) return ring;
  // Cut where it is farthest from its first corner: both ends of a half are corners that stay.
  let far = 0;
  for (const [i, point] of ring.entries())
    if (distance(point, first) > distance(ring[far] ?? first, first)) far = i;
  const halves = [ring.slice(0, far + 1), [...ring.slice(far), first]];
  const kept = halves.flatMap((half) => reduced(half, tolerance).slice(0, -1));
  return kept.length < 3 ? ring : kept;
}

/** Corners of an open way that are needed; its ends are. */
function reduced(way: readonly PointUm[], tolerance: number): PointUm[] {
  const keep = new Set([0, way.length - 1]);
  const parts: [number, number][] = [[0, way.length - 1]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [from, to] = part;
    let farthest = -1;
    let most = tolerance;
    const [start, end] = [way[from], way[to]];
    if (!start || !end) continue;
    for (const [k, point] of way.slice(from + 1, to).entries()) {
      const away = segmentDistance(start, end, point);
      if (away > most) [farthest, most] = [from + 1 + k, away];
    }
    if (farthest < 0) continue;
    keep.add(farthest);
    parts.push([from, farthest], [farthest, to]);
  }
  return way.filter((_, i) => keep.has(i));
}
