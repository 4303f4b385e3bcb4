import type { RectUm } from '../domain/geometry';
import { cellsPerTile, type ModelManifest } from '../domain/manifest';
import type { Tile } from '../domain/tile';
import { cover, freshSquares, type Square, workPx } from './cover';
import { type CellRange, type CellView, OpenCells } from './open-cells';

export type { CellView } from './open-cells';

/** `moving`; `resting` since now; `settled`: it has rested for so long that also what costs much may be run. */
export type StageRest = 'moving' | 'resting' | 'settled';

export interface PlanInput {
  /** Field of view in slide space, um. */
  readonly field: RectUm;
  readonly model: Pick<ModelManifest, 'tile' | 'margin' | 'stride' | 'umPerPx' | 'cellUm' | 'network'>;
  view(column: number, row: number): CellView;
  readonly stage: StageRest;
  /** Most work to return, in whole tiles of the model; at least one tile is given. */
  readonly budget: number;
  /** Tiles that are run side by side: no tile takes more than its share of the budget. */
  readonly lanes?: number;
}

export interface Plan {
  /** Next tiles, nearest to the field's centre first. */
  readonly tiles: readonly Tile[];
  /** Side of each tile's core, cells, and of its input, px. */
  readonly cells: number;
  readonly sizePx: number;
  /** Tiles of this field that still wait after these. */
  readonly pending: number;
  /** Grid tiles of this field that are inferred already, and that hold no assessable tissue. */
  readonly reused: readonly Tile[];
  readonly skipped: readonly Tile[];
}

/** Largest side of a tile against the model's own: what a network takes in memory grows with its square. */
const LARGEST = 2.25;

/** Cells of the field whose whole receptive context lies inside it: [first, end) in columns and rows. */
export function inferableCells(field: RectUm, model: PlanInput['model']): CellRange {
  const margin = model.margin * model.umPerPx;
  // A hair of tolerance, so that a field exactly as large as a tile holds it.
  const slack = 1e-6 * model.cellUm;
  const first = (low: number) => Math.ceil((low + margin - slack) / model.cellUm);
  const end = (high: number) => Math.floor((high - margin + slack) / model.cellUm);
  return {
    firstColumn: first(field.x),
    endColumn: end(field.x + field.width),
    firstRow: first(field.y),
    endRow: end(field.y + field.height),
  };
}

/**
 * Which tiles of the field to infer next. The networks use valid padding, so a tile may be on any cell and
 * have any size: the values are the same. Every tile pays for its margin, so that few large ones cost least.
 * While the stage moves, only tiles of the model's own size are run, as soon as there is room for one beside
 * what is known. While it rests, what is open is covered with the squares, all of one size, that cost least;
 * strips and specks, which cost several times as much a cell, wait until it has settled.
 */
export function planTiles(input: PlanInput): Plan {
  const { model, stage } = input;
  const range = inferableCells(input.field, model);
  const room = Math.min(range.endColumn - range.firstColumn, range.endRow - range.firstRow);
  const none: Plan = { tiles: [], cells: 0, sizePx: 0, pending: 0, reused: [], skipped: [] };
  if (room < 1) return none;
  const open = new OpenCells(range, input.view);
  const own = Math.min(room, cellsPerTile(model));
  const known = survey(open, range, cellsPerTile(model));
  const tileWork = workPx(cellsPerTile(model), model);
  const budget = Math.max(1, input.budget) * tileWork;
  const most = Math.min(budget / (input.lanes ?? 1), (LARGEST * model.tile) ** 2);
  let largest = own;
  while (!model.network && largest < room && workPx(largest + 1, model) <= most) largest++;

  const { squares, waiting } =
    stage === 'moving'
      ? fresh(open, range, own)
      : cover(open, range, { model, largest, all: stage === 'settled' });
  const cells = squares[0]?.cells ?? 0;
  if (cells === 0) return { ...none, ...known, pending: waiting };
  const fitting = Math.max(1, Math.floor(budget / workPx(cells, model)));
  const tiles = byDistance(squares, range)
    .slice(0, fitting)
    .map(({ column, row }) => ({ column, row }));
  const sizePx = 2 * model.margin + cells * model.stride;
  return { tiles, cells, sizePx, pending: squares.length - tiles.length + waiting, ...known };
}

/** What moving leaves open is not examined: it waits, however little it is. */
function fresh(open: OpenCells, range: CellRange, own: number) {
  const openBefore = open.openIn(range);
  const squares = freshSquares(open, range, own);
  return { squares, waiting: squares.length === 0 && openBefore > 0 ? 1 : 0 };
}

function byDistance(squares: readonly Square[], range: CellRange): readonly Square[] {
  const distance = ({ column, row, cells }: Square) =>
    (column + (cells - range.firstColumn - range.endColumn) / 2) ** 2 +
    (row + (cells - range.firstRow - range.endRow) / 2) ** 2;
  return [...squares].sort((a, b) => distance(a) - distance(b));
}

/** What became of the tiles of a grid fixed to the slide that the field holds whole. */
function survey(open: OpenCells, range: CellRange, side: number): { reused: Tile[]; skipped: Tile[] } {
  const reused: Tile[] = [];
  const skipped: Tile[] = [];
  for (let row = Math.ceil(range.firstRow / side) * side; row + side <= range.endRow; row += side)
    for (
      let column = Math.ceil(range.firstColumn / side) * side;
      column + side <= range.endColumn;
      column += side
    ) {
      const tile = { column, row, cells: side };
      if (open.open(tile) > 0) continue;
      (open.known(tile) > 0 ? reused : skipped).push({ column, row });
    }
  return { reused, skipped };
}
