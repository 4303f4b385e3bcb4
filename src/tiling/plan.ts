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

/** Cells of the field whose whole receptive context lies inside it: [first, end) in columns and rows. */
export function inferableCells(field: RectUm, model: PlanInput['model']) {
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
 * Which tiles of the field to infer next. Tiles lie on a grid fixed to the slide, so that a piece of tissue
 * is inferred once whatever the stage does; only when the stage rests and the grid is done are the cells
 * between the grid and the field's rim filled with shifted tiles (their overlap gives the same values, as
 * the networks use valid padding). Where the field is smaller than a tile, tiles shrink to it.
 */
export function planTiles(input: PlanInput): Plan {
  const { model, budget } = input;
  const range = inferableCells(input.field, model);
  const columns = range.endColumn - range.firstColumn;
  const rows = range.endRow - range.firstRow;
  const cells = Math.min((model.tile - 2 * model.margin) / model.stride, columns, rows);
  const none = { tiles: [], cells: 0, sizePx: 0, pending: 0, reused: [], skipped: [] };
  if (cells < 1) return none;
  const sizePx = 2 * model.margin + cells * model.stride;

  const gridded = (first: number, end: number) => {
    const starts: number[] = [];
    for (let at = Math.ceil(first / cells) * cells; at + cells <= end; at += cells) starts.push(at);
    return starts;
  };
  // The grid plus one tile flush with each rim; overlapping known cells are simply written again.
  const flush = (first: number, end: number) => [first, ...gridded(first, end), end - cells];

  const reused: Tile[] = [];
  const skipped: Tile[] = [];
  const survey = (columnStarts: number[], rowStarts: number[], count: boolean): Tile[] => {
    const open: Tile[] = [];
    for (const row of rowStarts)
      for (const column of columnStarts) {
        const state = surveyTile(input, column, row, cells);
        if (state === 'open') open.push({ column, row });
        else if (count && state === 'known') reused.push({ column, row });
        else if (count) skipped.push({ column, row });
      }
    return open;
  };
  const onGrid = survey(
    gridded(range.firstColumn, range.endColumn),
    gridded(range.firstRow, range.endRow),
    true,
  );
  const open =
    onGrid.length > 0 || !input.resting
      ? onGrid
      : survey(flush(range.firstColumn, range.endColumn), flush(range.firstRow, range.endRow), false);

  const centreColumn = (range.firstColumn + range.endColumn - cells) / 2;
  const centreRow = (range.firstRow + range.endRow - cells) / 2;
  const distance = (tile: Tile) => (tile.column - centreColumn) ** 2 + (tile.row - centreRow) ** 2;
  open.sort((a, b) => distance(a) - distance(b));
  const tiles = withoutRepeats(open).slice(0, budget);
  return { tiles, cells, sizePx, pending: Math.max(0, open.length - tiles.length), reused, skipped };
}

/** A tile is worth running when at least one of its cells is open. */
function surveyTile(
  input: PlanInput,
  column: number,
  row: number,
  cells: number,
): 'open' | 'known' | 'skipped' {
  let known = false;
  for (let r = row; r < row + cells; r++)
    for (let c = column; c < column + cells; c++) {
      const view = input.view(c, r);
      if (view === 'open') return 'open';
      if (view === 'known') known = true;
    }
  return known ? 'known' : 'skipped';
}

/** Drops exact repeats, which a rim tile that falls on the grid would be. */
function withoutRepeats(tiles: readonly Tile[]): Tile[] {
  const seen = new Set<string>();
  return tiles.filter((tile) => {
    const key = `${tile.column},${tile.row}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
