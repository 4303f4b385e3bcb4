import type { FieldPlacement, RectPx } from '../domain/geometry';
import { CELL_UNKNOWN, type OverlayLayer } from '../domain/overlay';
import { WINDOW_REACH } from './appearance';
import { cellState } from './cell-sample';
import type { FrameFit } from './frame-fit';

/** Rectangles on the target, whole px, of one state. */
export type StateRuns = Map<number, RectPx[]>;

/** From slide space to the target: px = centre + (um - stage) * pxPerUm. */
export interface TargetScale {
  readonly centreX: number;
  readonly centreY: number;
  readonly pxPerUm: number;
}

export function targetScale(fit: FrameFit, placement: FieldPlacement): TargetScale {
  return {
    centreX: fit.x + fit.width / 2,
    centreY: fit.y + fit.height / 2,
    pxPerUm: fit.scale / placement.umPerPx,
  };
}

/** Whether the toroidal window surely holds this cell rather than one on the other side. */
export function withinReach(
  { cellUm }: { readonly cellUm: number },
  { centre }: FieldPlacement,
  column: number,
  row: number,
): boolean {
  return (
    Math.abs(column + 0.5 - centre.x / cellUm) <= WINDOW_REACH &&
    Math.abs(row + 0.5 - centre.y / cellUm) <= WINDOW_REACH
  );
}

/**
 * The states of all cells in the frame, as runs along rows. A target pixel belongs to the cell under its
 * centre, as in the shader. State 0 is known.
 */
export function stateRuns(
  layer: OverlayLayer<Float32Array>,
  fit: FrameFit,
  placement: FieldPlacement,
): StateRuns {
  const { centreX, centreY, pxPerUm } = targetScale(fit, placement);
  const cellPx = layer.cellUm * pxPerUm;
  const stage = { x: placement.centre.x / layer.cellUm, y: placement.centre.y / layer.cellUm };
  const runs: StateRuns = new Map();
  /** Target px of a cell's left or top edge, kept within the frame. */
  const edge = (cell: number, at: number, centre: number, low: number, high: number) =>
    Math.min(Math.max(Math.ceil(centre + (cell - at) * cellPx - 0.5), Math.ceil(low)), Math.ceil(high));
  const edgeX = (cell: number) => edge(cell, stage.x, centreX, fit.x, fit.x + fit.width);
  const edgeY = (cell: number) => edge(cell, stage.y, centreY, fit.y, fit.y + fit.height);
  const add = (state: number, left: number, right: number, top: number, bottom: number) => {
    if (right <= left || bottom <= top) return;
    const list = runs.get(state) ?? [];
    list.push({ x: left, y: top, width: right - left, height: bottom - top });
    runs.set(state, list);
  };
  const span = (at: number, half: number) => [Math.floor(at - half), Math.floor(at + half)] as const;
  const [firstColumn, lastColumn] = span(stage.x, fit.width / 2 / cellPx);
  const [firstRow, lastRow] = span(stage.y, fit.height / 2 / cellPx);
  for (let row = firstRow; row <= lastRow; row++) {
    let start = firstColumn;
    let state = Number.NaN;
    for (let column = firstColumn; column <= lastColumn + 1; column++) {
      const next =
        column > lastColumn
          ? Number.NaN
          : withinReach(layer, placement, column, row)
            ? cellState(layer.window, column, row)
            : CELL_UNKNOWN;
      if (next === state) continue;
      if (!Number.isNaN(state)) add(state, edgeX(start), edgeX(column), edgeY(row), edgeY(row + 1));
      start = column;
      state = next;
    }
  }
  return runs;
}
