import clipping from 'polygon-clipping';
import type { PointUm, RectUm } from './geometry';
import { coveredAt, isFaithful } from './region-check';
import { boundsOfPoints, isInsideRing, type Ring, ringLength, signedArea, withoutRepeats } from './ring';
import { sidesTouch } from './touching-sides';

/** One connected part of a region: what its outer ring holds, without its holes. */
export interface RegionPart {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/**
 * A part of the slide by its outlines. It is *simple* where no ring crosses itself or another, holes lie in their outer
 * ring, and no part lies in another (OGC 06-103r4, 6.1.11 and 6.1.14): only then its area is the sum of its rings'.
 */
export type Region = readonly RegionPart[];

/** Smaller lobes than this, relative to the whole, come from rounding. */
const SLIVER = 1e-10;
/** What is smaller than a square nanometre covers nothing, um2. */
const LEAST = 1e-6;
/** Where the first try fails, corners are put on a grid of this side, um. */
const GRID = 1e-4;

export const ringsOf = (region: Region): readonly Ring[] =>
  region.flatMap(({ outer, holes }) => [outer, ...holes]);

/** um2, of a simple region. */
export function regionArea(region: Region): number {
  let sum = 0;
  for (const { outer, holes } of region) {
    sum += Math.abs(signedArea(outer));
    for (const hole of holes) sum -= Math.abs(signedArea(hole));
  }
  return Math.max(0, sum);
}

/** Length of all its rings, those of holes too, um. */
export function regionPerimeter(region: Region): number {
  return ringsOf(region).reduce((sum, ring) => sum + ringLength(ring), 0);
}

/** Whether a point lies in a simple region. */
export function isInsideRegion(region: Region, point: PointUm): boolean {
  let inside = false;
  for (const ring of ringsOf(region)) if (isInsideRing(ring, point)) inside = !inside;
  return inside;
}

/**
 * The same piece of the slide by rings that do not cross. A ring that crosses itself is split into its lobes, and holds
 * whatever it goes around once or more; parts that overlap become one; what a hole covers is left out. A region that is
 * simple comes back as it is.
 * @returns no part where nothing with an area is left; null where the outlines cannot be untangled
 */
export function simpleRegion(region: Region): Region | null {
  const clean = region.flatMap(({ outer, holes }): RegionPart[] => {
    const ring = withoutRepeats(outer);
    const others = holes.map(withoutRepeats).filter(({ length }) => length > 2);
    return ring.length > 2 ? [{ outer: ring, holes: others }] : [];
  });
  const simple = isSimple(clean) ? clean : untangled(clean);
  return simple && regionArea(simple) < LEAST ? [] : simple;
}

/** The part of a simple region that lies in a rectangle; null as of {@link simpleRegion}. */
export function regionWithin(region: Region, { x, y, width, height }: RectUm): Region | null {
  const frame: Ring = [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
  const covered = (line: number) =>
    line <= y || line >= y + height
      ? []
      : coveredAt(region, line).map(([from, to]): [number, number] => [
          Math.max(from, x),
          Math.min(to, x + width),
        ]);
  const cut = (origin: PointUm) =>
    read(
      clipping.intersection(written(region, origin), written([{ outer: frame, holes: [] }], origin)),
      origin,
    );
  return firstFaithful(frame.map((origin) => () => ({ answer: cut(origin), source: region, covered })));
}

function isSimple(region: Region): boolean {
  const rings = ringsOf(region);
  if (sidesTouch(rings)) return false;
  if (rings.length < 2) return rings.length === 1;
  const bounds = new Map(rings.map((ring) => [ring, boundsOfPoints(ring)]));
  const holds = (ring: Ring, point: PointUm) => {
    const box = bounds.get(ring);
    const near = box && point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y;
    return near && point.y <= box.y + box.height && isInsideRing(ring, point);
  };
  // No rings touch: each lies with its first corner where it lies with all of them.
  return region.every(({ outer, holes }) => {
    const [first] = outer;
    if (!first) return false;
    const around = rings.filter((ring) => ring !== outer && holds(ring, first)).length;
    return (
      around % 2 === 0 &&
      holes.every((hole) => {
        const [corner] = hole;
        if (!corner || !holds(outer, corner)) return false;
        return rings.filter((ring) => ring !== hole && holds(ring, corner)).length === around + 1;
      })
    );
  });
}

type Rings = [number, number][][];

function untangled(region: Region): Region | null {
  const corners = region[0]?.outer;
  const [first] = corners ?? [];
  if (!corners || !first) return [];
  const union = (of: Region, origin: PointUm): Attempt => ({
    answer: read(clipping.union(written(of, origin)), origin),
    source: of,
    covered: (y) => coveredAt(of, y),
  });
  const origins = [first, corners[1], corners[2], corners.at(-1)].filter((corner) => corner !== undefined);
  return firstFaithful([
    ...origins.map((origin) => () => union(region, origin)),
    () => union(onGrid(region), first),
  ]);
}

interface Attempt {
  readonly answer: Region;
  readonly source: Region;
  /** Where the line at y should be covered. */
  readonly covered: (y: number) => readonly (readonly [number, number])[];
}

/**
 * The first answer that holds what it should. The library gives up where corners lie nearer to each other than numbers
 * can tell, and now and then joins lobes wrongly; seen from another origin, the same corners round otherwise.
 */
function firstFaithful(attempts: readonly (() => Attempt)[]): Region | null {
  for (const attempt of attempts)
    try {
      const { answer, source, covered } = attempt();
      if (isFaithful(answer, source, covered)) return answer;
    } catch {
      // The next one.
    }
  return null;
}

/** About a point near it, so that far from the slide's origin no digits are lost. */
function written(region: Region, origin: PointUm): Rings[] {
  const pairs = (ring: Ring) => ring.map(({ x, y }): [number, number] => [x - origin.x, y - origin.y]);
  return region.map(({ outer, holes }) => [pairs(outer), ...holes.map(pairs)]);
}

function read(parts: readonly Rings[], origin: PointUm): Region {
  const points = (ring: readonly [number, number][]) =>
    ring.slice(0, -1).map(([x, y]) => ({ x: x + origin.x, y: y + origin.y }));
  const all = parts.flatMap(([outer, ...holes]): RegionPart[] =>
    outer ? [{ outer: points(outer), holes: holes.map(points) }] : [],
  );
  const least = SLIVER * regionArea(all);
  const large = (ring: Ring) => Math.abs(signedArea(ring)) > least;
  return all
    .filter(({ outer }) => large(outer))
    .map(({ outer, holes }) => ({ outer, holes: holes.filter(large) }));
}

function onGrid(region: Region): Region {
  const rounded = (ring: Ring) =>
    withoutRepeats(
      ring.map(({ x, y }) => ({ x: Math.round(x / GRID) * GRID, y: Math.round(y / GRID) * GRID })),
    );
  return region.map(({ outer, holes }) => ({ outer: rounded(outer), holes: holes.map(rounded) }));
}
