import type { RectUm } from '../domain/geometry';
import type { ModelManifest } from '../domain/manifest';
import type { Tile } from '../domain/tile';

/** What is known of one cell before planning. `open` cells can be inferred and have not been. */
export type CellView = 'open' | 'known' | 'no-tissue' | 'not-assessable';

export interface PlanInput {
  /** Field of view in slide space, um. */
  readonly field: RectUm;
  readonly model: Pick<ModelManifest, 'tile' | 'margin' | 'stride' | 'umPerPx' | 'cellUm'>;
  view(column: number, row: number): CellView;
  /** The stage rests: the rim of the field may be filled with tiles off the grid. */
  readonly resting: boolean;
  /** Most tiles to return. */
  readonly budget: number;
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

/** Cells a side from which an inferable area is rounded to whole parts: less would cost a small field too much. */
const ROUNDED_FROM = 24;

/**
 * Cells of the field whose whole receptive context lies inside it: [first, end) in columns and rows. In large
 * fields only whole parts of the grid: a strip along the rim, narrower than that, would cost as much as half of
 * the field, and be run again as soon as the stage moves.
 */
export function inferableCells(field: RectUm, model: PlanInput['model']) {
  const margin = model.margin * model.umPerPx;
  // A hair of tolerance, so that a field exactly as large as a tile holds it.
  const slack = 1e-6 * model.cellUm;
  const part = partSides(model).at(-1) ?? 1;
  const between = (low: number, high: number) => {
    const first = Math.ceil((low + margin - slack) / model.cellUm);
    const end = Math.floor((high - margin + slack) / model.cellUm);
    if (end - first < ROUNDED_FROM) return { first, end };
    return { first: Math.ceil(first / part) * part, end: Math.floor(end / part) * part };
  };
  const columns = between(field.x, field.x + field.width);
  const rows = between(field.y, field.y + field.height);
  return {
    firstColumn: columns.first,
    endColumn: columns.end,
    firstRow: rows.first,
    endRow: rows.end,
  };
}

/**
 * Sides of the grid's tiles and of their parts, cells: halves and quarters. Where the model's tile has an odd
 * number of cells, the grid's are a little smaller, as they must be cut in four.
 */
function partSides({ tile, margin, stride }: PlanInput['model']): readonly number[] {
  const most = (tile - 2 * margin) / stride;
  const side = most < 8 ? most : most - (most % 4);
  return [side, side / 2, side / 4].filter((cells) => Number.isInteger(cells));
}

/** Share of a tile's cells that must be known for its open parts to be run instead of all of it. */
const WORTH_PARTING = 1 / 4;

/**
 * Which tiles of the field to infer next. Tiles lie on a grid fixed to the slide, so that a piece of tissue
 * is inferred once whatever the stage does. A tile of which a part is known already, and, while the stage
 * rests, one that the field's rim cuts, is run in parts: halves of its side, aligned as it is, so that no cell
 * is run twice. What is then left along the rim, narrower than the smallest part, is filled with parts flush
 * with it. However tiles are parted, the values are the same, as the networks use valid padding.
 */
export function planTiles(input: PlanInput): Plan {
  const { model, budget } = input;
  const range = inferableCells(input.field, model);
  const room = Math.min(range.endColumn - range.firstColumn, range.endRow - range.firstRow);
  const none = { tiles: [], cells: 0, sizePx: 0, pending: 0, reused: [], skipped: [] };
  if (room < 1) return none;
  const fitting = partSides(model).filter((side) => side <= room);
  const sides = fitting.length > 0 ? fitting : [room];
  const { parts, reused, skipped } = surveyGrid(input, range, sides);
  const smallest = sides.at(-1) ?? 1;
  const open =
    parts.length > 0 || !input.resting
      ? parts
      : flush(range, smallest).filter((part) => count(input, part).open > 0);

  // One batch is of one size: the largest first.
  const cells = Math.max(0, ...open.map((part) => part.cells));
  if (cells === 0) return { ...none, reused, skipped };
  const centreColumn = (range.firstColumn + range.endColumn - cells) / 2;
  const centreRow = (range.firstRow + range.endRow - cells) / 2;
  const distance = (tile: Tile) => (tile.column - centreColumn) ** 2 + (tile.row - centreRow) ** 2;
  const tiles = open
    .filter((part) => part.cells === cells)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, budget)
    .map(({ column, row }) => ({ column, row }));
  const sizePx = 2 * model.margin + cells * model.stride;
  return { tiles, cells, sizePx, pending: open.length - tiles.length, reused, skipped };
}

type Range = ReturnType<typeof inferableCells>;

interface Part extends Tile {
  /** Cells a side. */
  readonly cells: number;
}

/** Open parts on the grid, and what became of the tiles that the field holds whole. */
function surveyGrid(input: PlanInput, range: Range, sides: readonly number[]) {
  const parts: Part[] = [];
  const reused: Tile[] = [];
  const skipped: Tile[] = [];
  const visit = (column: number, row: number, level: number) => {
    const cells = sides[level];
    if (cells === undefined) return;
    const part = { column, row, cells };
    const whole = inside(part, range);
    if (!whole && (!input.resting || apart(part, range))) return;
    if (whole) {
      const { open, known } = count(input, part);
      if (open === 0 && level === 0) (known > 0 ? reused : skipped).push({ column, row });
      if (open === 0) return;
      // A few cells at the border of tissue can wait until the stage rests.
      if (level === sides.length - 1 && !input.resting && open <= known) return;
      if (known < WORTH_PARTING * cells * cells || level === sides.length - 1) {
        parts.push(part);
        return;
      }
    }
    const half = sides[level + 1];
    if (half === undefined) return;
    for (let y = row; y < row + cells; y += half)
      for (let x = column; x < column + cells; x += half) visit(x, y, level + 1);
  };
  const side = sides[0] ?? 1;
  for (let row = Math.floor(range.firstRow / side) * side; row < range.endRow; row += side)
    for (let column = Math.floor(range.firstColumn / side) * side; column < range.endColumn; column += side)
      visit(column, row, 0);
  return { parts, reused, skipped };
}

function inside({ column, row, cells }: Part, range: Range): boolean {
  return (
    column >= range.firstColumn &&
    row >= range.firstRow &&
    column + cells <= range.endColumn &&
    row + cells <= range.endRow
  );
}

function apart({ column, row, cells }: Part, range: Range): boolean {
  return (
    column >= range.endColumn ||
    row >= range.endRow ||
    column + cells <= range.firstColumn ||
    row + cells <= range.firstRow
  );
}

function count(input: PlanInput, { column, row, cells }: Part): { open: number; known: number } {
  let open = 0;
  let known = 0;
  for (let r = row; r < row + cells; r++)
    for (let c = column; c < column + cells; c++) {
      const view = input.view(c, r);
      if (view === 'open') open++;
      else if (view === 'known') known++;
    }
  return { open, known };
}

/** Parts along the rim of the field, each once. */
function flush({ firstColumn, endColumn, firstRow, endRow }: Range, cells: number): Part[] {
  const starts = (first: number, end: number) => {
    const list = [first];
    for (let at = Math.ceil(first / cells) * cells; at + cells <= end; at += cells) list.push(at);
    return [...new Set([...list, end - cells])];
  };
  return starts(firstRow, endRow).flatMap((row) =>
    starts(firstColumn, endColumn).map((column) => ({ column, row, cells })),
  );
}
