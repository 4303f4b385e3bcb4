import { boundsOfPoints, type Ring, signedArea } from './ring';

interface Part {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}
type Interval = readonly [from: number, to: number];

/** Lines that are looked along at most. Outlines of fewer corners are looked at between all of them. */
const MOST_LINES = 512;
/** Share of the width of the whole by which the covered lengths may differ, from rounding. */
const TOLERANCE = 1e-6;

/**
 * Whether the rings of `result` are what they are taken for: each turns one way only, and on every line along x they
 * cover as much as `expected` does. Polygon clipping in floating point now and then joins two lobes into one ring that
 * crosses itself, and then its area is the difference of theirs.
 * @param source what it was made of: its corners, too, tell where to look
 * @param expected where the line at y is covered: intervals that do not overlap
 */
export function isFaithful(
  result: readonly Part[],
  source: readonly Part[],
  expected: (y: number) => readonly Interval[],
): boolean {
  const rings = ringsOf(result);
  const all = [...rings, ...ringsOf(source)];
  const bounds = boundsOfPoints(all.flat());
  // Nothing, made of nothing.
  if (!bounds) return true;
  const { width, height } = bounds;
  return linesBetween(all, height).every((y) => {
    if (!rings.every((ring) => turnsOneWay(ring, y))) return false;
    const found = coveredAt(result, y);
    return Math.abs(lengthOf(found) - lengthOf(expected(y))) <= TOLERANCE * width;
  });
}

/** Where the line at y lies in a part: gone around by its outer ring once or more, and by none of its holes. */
export function coveredAt(parts: readonly Part[], y: number): Interval[] {
  const steps = parts.flatMap((part, index) =>
    [part.outer, ...part.holes].flatMap((ring, place) =>
      crossings(ring, y).map(({ x, turn }) => ({ x, turn, index, place })),
    ),
  );
  steps.sort((a, b) => a.x - b.x);
  const turns = parts.map(({ holes }) => new Array<number>(holes.length + 1).fill(0));
  const holds = () => turns.some(([outer, ...holes]) => outer !== 0 && holes.every((hole) => hole === 0));
  const found: Interval[] = [];
  let from: number | null = null;
  for (const { x, turn, index, place } of steps) {
    const of = turns[index];
    if (of) of[place] = (of[place] ?? 0) + turn;
    if (from === null) from = holds() ? x : null;
    else if (!holds()) {
      found.push([from, x]);
      from = null;
    }
  }
  return found;
}

const ringsOf = (parts: readonly Part[]) => parts.flatMap(({ outer, holes }) => [outer, ...holes]);

const lengthOf = (intervals: readonly Interval[]) =>
  intervals.reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0);

/** Whether a ring goes around what lies on the line at y as it goes around most of what it holds, and once. */
function turnsOneWay(ring: Ring, y: number): boolean {
  // Seen along x, a ring that goes round counter-clockwise (y upwards) is entered where it goes down.
  const way = -Math.sign(signedArea(ring));
  const at = crossings(ring, y).sort((a, b) => a.x - b.x);
  let turns = 0;
  return at.every(({ x, turn }, i) => {
    turns += turn;
    const next = at[i + 1];
    // Sides that all but meet cross the line in one point, in any order.
    const isSliver = next !== undefined && next.x - x < 1e-9 * Math.max(1, Math.abs(x));
    return isSliver || turns === 0 || turns === way;
  });
}

/** Where a ring crosses the line at y, and which way. */
function crossings(ring: Ring, y: number): { x: number; turn: 1 | -1 }[] {
  const found: { x: number; turn: 1 | -1 }[] = [];
  let before = ring.at(-1);
  for (const corner of ring) {
    if (before && before.y <= y !== corner.y <= y) {
      const x = before.x + ((y - before.y) / (corner.y - before.y)) * (corner.x - before.x);
      found.push({ x, turn: corner.y > before.y ? 1 : -1 });
    }
    before = corner;
  }
  return found;
}

/** Lines halfway between the corners, through every lobe where these are few. */
function linesBetween(rings: readonly Ring[], height: number): number[] {
  const heights = [...new Set(rings.flatMap((ring) => ring.map(({ y }) => y)))].sort((a, b) => a - b);
  // Between what are the same corners but for rounding, nothing can be told.
  const lines = heights.slice(1).flatMap((y, i) => {
    const below = heights[i] ?? y;
    return y - below > TOLERANCE * height ? [(y + below) / 2] : [];
  });
  const step = Math.max(1, lines.length / MOST_LINES);
  return lines.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}
