import { cellsPerTile, type ModelManifest } from '../domain/manifest';
import type { CellRange, OpenCells, Square } from './open-cells';

export type { Square } from './open-cells';

type Geometry = Pick<ModelManifest, 'tile' | 'margin' | 'stride' | 'network'>;

/** Px that a network is run on for a tile of so many cells a side. */
export function workPx(cells: number, { tile, margin, stride, network }: Geometry): number {
  // A user's network is always run on a whole tile.
  if (network) return tile ** 2;
  return (2 * margin + cells * stride) ** 2;
}

/** What one cell may cost against a cell of a whole tile, before the stage has settled. */
const DEAR = 3;
/** How much a known cell takes away from what is won by open ones, while the stage moves. */
const KNOWN_COSTS = 10;
/** Share of a tile that must be won, while the stage moves. */
const WORTH = 0.5;

/**
 * Squares of so many cells over what has just come into view, with hardly a known cell in them: fullest
 * first, and of equally full ones the one nearest to the centre, so that each joins onto the last.
 */
export function freshSquares(open: OpenCells, range: CellRange, cells: number): Square[] {
  const squares: Square[] = [];
  const centreColumn = (range.firstColumn + range.endColumn - cells) / 2;
  const centreRow = (range.firstRow + range.endRow - cells) / 2;
  for (;;) {
    let best: Square | null = null;
    let bestGain = WORTH * cells * cells;
    let bestDistance = Infinity;
    for (let row = range.firstRow; row + cells <= range.endRow; row++)
      for (let column = range.firstColumn; column + cells <= range.endColumn; column++) {
        const square = { column, row, cells };
        const won = open.open(square);
        if (won < bestGain) continue;
        const gain = won - KNOWN_COSTS * open.known(square);
        const distance = (column - centreColumn) ** 2 + (row - centreRow) ** 2;
        if (gain < bestGain || (gain === bestGain && distance >= bestDistance)) continue;
        best = square;
        bestGain = gain;
        bestDistance = distance;
      }
    if (!best) return squares;
    squares.push(best);
    open.take(best);
  }
}

/** What a known cell that is run again costs beside its px, in cells of a whole tile. */
const AGAIN = 2;
/** Share of a square that may be known at no cost: squares do not fill a field without overlap. */
const TOLERATED = 1 / 7;

/** Parts of an axis that are tried. */
const MOST_PARTS = 8;

interface Cover {
  readonly squares: readonly Square[];
  readonly cost: number;
}

interface CoverOptions {
  readonly model: Geometry;
  /** Largest side of a square, cells. */
  readonly largest: number;
  /** Also what is {@link DEAR}; else such squares are left out. */
  readonly all: boolean;
}

/**
 * What to run of the open cells so that the network is run on as few px as can be: squares of one size over
 * all of them, or as many as lie side by side without overlap and, later, others on the strips that are left.
 * @returns squares of one size, and how many others wait
 */
export function cover(
  open: OpenCells,
  range: CellRange,
  options: CoverOptions,
): { squares: readonly Square[]; waiting: number } {
  const bounds = open.bounds();
  if (!bounds) return { squares: [], waiting: 0 };
  const { model, all } = options;
  const tile = cellsPerTile(model);
  const cellPx = workPx(tile, model) / tile ** 2;
  const dear = all ? Infinity : DEAR * cellPx;
  const price = (square: Square) => {
    const known = open.known(square);
    const free = known <= TOLERATED * square.cells ** 2;
    const work = workPx(square.cells, model) + (free ? 0 : AGAIN * cellPx * known);
    return Math.min(work, dear * open.open(square));
  };
  // Given up as soon as it costs more than the best so far.
  const total = (squares: readonly Square[], most: number) => {
    let sum = 0;
    for (const square of squares) {
      if (sum >= most) return Infinity;
      sum += price(square);
    }
    return sum;
  };
  const floor = (cells: number, openCells: number) =>
    openCells * Math.min(workPx(cells, model) / cells ** 2, dear);
  const ofOneSize = (within: CellRange, most: number): Cover => {
    const openCells = open.openIn(within);
    let best: Cover = { squares: [], cost: openCells === 0 ? 0 : most };
    for (const cells of sizesFor(within, options.largest)) {
      if (floor(cells, openCells) >= best.cost) continue;
      for (const columns of starts(
        within.firstColumn,
        within.endColumn,
        cells,
        range.firstColumn,
        range.endColumn,
      ))
        for (const rows of starts(within.firstRow, within.endRow, cells, range.firstRow, range.endRow)) {
          const squares = grid(columns, rows, cells).filter((square) => open.open(square) > 0);
          const cost = total(squares, best.cost);
          if (cost < best.cost) best = { squares, cost };
        }
    }
    return best;
  };

  let { squares, cost } = ofOneSize(bounds, Infinity);
  let later = 0;
  for (const cells of sizesFor(bounds, options.largest)) {
    if (floor(cells, 1) > 2 * floor(options.largest, 1)) continue;
    for (const parts of partings(bounds, cells)) {
      const first = parts.squares.filter((square) => open.open(square) > 0);
      if (first.length === 0) continue;
      let sum = total(first, cost);
      for (const strip of parts.strips) sum += floor(options.largest, open.openIn(strip));
      let count = 0;
      for (const strip of parts.strips) {
        if (sum >= cost) break;
        const least = floor(options.largest, open.openIn(strip));
        const covered = ofOneSize(strip, cost - sum + least);
        sum += covered.cost - least;
        count += covered.squares.length;
      }
      if (sum >= cost) continue;
      squares = first;
      cost = sum;
      later = count;
    }
  }
  const worth = squares.filter((square) => workPx(square.cells, model) <= dear * open.open(square));
  return { squares: worth, waiting: later + squares.length - worth.length };
}

/** Sides that part a rectangle evenly along one of its axes; others only overlap more. */
function sizesFor({ firstColumn, endColumn, firstRow, endRow }: CellRange, largest: number): number[] {
  const sizes = new Set([largest]);
  for (let cells = 1; cells <= Math.min(4, largest); cells++) sizes.add(cells);
  for (const length of [endColumn - firstColumn, endRow - firstRow])
    for (let parts = 1; parts <= MOST_PARTS; parts++) {
      const cells = Math.ceil(length / parts);
      if (cells <= largest) sizes.add(cells);
    }
  return [...sizes].sort((a, b) => b - a);
}

const grid = (columns: readonly number[], rows: readonly number[], cells: number): Square[] =>
  rows.flatMap((row) => columns.map((column) => ({ column, row, cells })));

/** First cells of the squares along one axis: from the low end of what is open on, or from the high end back. */
function starts(first: number, end: number, cells: number, lowest: number, limit: number): number[][] {
  const count = Math.ceil((end - first) / cells);
  const low = Array.from({ length: count }, (_, i) => Math.min(first + i * cells, limit - cells));
  const high = Array.from({ length: count }, (_, i) => Math.max(end - (i + 1) * cells, lowest));
  return [low, high];
}

/** As many squares as lie side by side in a rectangle, from each of its corners, and the strips left of it. */
function* partings(bounds: CellRange, cells: number): Generator<{ squares: Square[]; strips: CellRange[] }> {
  const { firstColumn, endColumn, firstRow, endRow } = bounds;
  const across = Math.floor((endColumn - firstColumn) / cells);
  const down = Math.floor((endRow - firstRow) / cells);
  if (across === 0 || down === 0) return;
  const sequence = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i * cells);
  for (const left of new Set([firstColumn, endColumn - across * cells]))
    for (const top of new Set([firstRow, endRow - down * cells])) {
      const right = left + across * cells;
      const bottom = top + down * cells;
      const strips = [
        { ...bounds, endColumn: left },
        { ...bounds, firstColumn: right },
        { firstColumn: left, endColumn: right, firstRow, endRow: top },
        { firstColumn: left, endColumn: right, firstRow: bottom, endRow },
      ].filter((strip) => strip.firstColumn < strip.endColumn && strip.firstRow < strip.endRow);
      yield { squares: grid(sequence(left, across), sequence(top, down), cells), strips };
    }
}
