import { longestDiameter } from '../domain/feret';
import type { Focus } from '../domain/focus';
import { CELL_NO_TISSUE } from '../domain/overlay';

/** What is known of the slide, by cell: a probability 0..1 or a negative code of domain/overlay.ts. */
export interface CellReader {
  value(column: number, row: number): number;
  /** Visits every cell that is not unknown, in any order. */
  forEach(visit: (column: number, row: number, value: number) => void): void;
}

export interface FociOptions {
  /** Side of a cell, um. */
  readonly cellUm: number;
  /** Probability from which a cell is positive, 0..1. */
  readonly threshold: number;
  readonly modelId: string;
  readonly classId: string;
  readonly island: number;
}

/** Cells each side of the origin; keys stay whole numbers below 2^53. */
const SPAN = 2 ** 24;
const keyOf = (column: number, row: number) => (row + SPAN) * 2 * SPAN + column + SPAN;

/**
 * Connected positive regions, longest diameter first. Cells are connected over edges and corners (8
 * neighbours): a growth that runs diagonally would otherwise fall into pieces and its diameter be
 * understated. The diameter runs between corners of cells, so that it is never shorter than the region; it
 * may be longer than the tissue by up to one cell's diagonal.
 */
export function findFoci(cells: CellReader, options: FociOptions): Focus[] {
  const { cellUm, threshold, modelId, classId, island } = options;
  const waiting = new Set<number>();
  cells.forEach((column, row, value) => {
    if (value >= 0 && value >= threshold) waiting.add(keyOf(column, row));
  });
  const foci: Focus[] = [];
  for (const first of waiting) {
    waiting.delete(first);
    const members = [first];
    let open = false;
    for (let next = 0; next < members.length; next++) {
      const key = members[next] ?? first;
      const column = (key % (2 * SPAN)) - SPAN;
      const row = Math.floor(key / (2 * SPAN)) - SPAN;
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const neighbour = keyOf(column + dx, row + dy);
          if (waiting.delete(neighbour)) members.push(neighbour);
          else if (!open) {
            const value = cells.value(column + dx, row + dy);
            open = !(value >= 0) && value !== CELL_NO_TISSUE;
          }
        }
    }
    const places = members.map((key) => ({
      x: (key % (2 * SPAN)) - SPAN,
      y: Math.floor(key / (2 * SPAN)) - SPAN,
    }));
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y } of places) {
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
    const { length, from, to } = longestDiameter(cornersOf(places));
    foci.push({
      modelId,
      classId,
      island,
      cells: members.length,
      cellUm,
      runs: runsOf(places),
      areaUm2: members.length * cellUm * cellUm,
      longestDiameterUm: length * cellUm,
      diameter: [
        { x: from.x * cellUm, y: from.y * cellUm },
        { x: to.x * cellUm, y: to.y * cellUm },
      ],
      bounds: {
        x: left * cellUm,
        y: top * cellUm,
        width: (right - left) * cellUm,
        height: (bottom - top) * cellUm,
      },
      open,
    });
  }
  return foci.sort((a, b) => b.longestDiameterUm - a.longestDiameterUm || b.areaUm2 - a.areaUm2);
}

/** Corners of the first and last cell of each row: the convex hull needs no others. */
function cornersOf(cells: readonly { readonly x: number; readonly y: number }[]) {
  const rows = new Map<number, { first: number; last: number }>();
  for (const { x, y } of cells) {
    const row = rows.get(y);
    if (!row) rows.set(y, { first: x, last: x + 1 });
    else {
      row.first = Math.min(row.first, x);
      row.last = Math.max(row.last, x + 1);
    }
  }
  return [...rows].flatMap(([y, { first, last }]) => [
    { x: first, y },
    { x: last, y },
    { x: first, y: y + 1 },
    { x: last, y: y + 1 },
  ]);
}

/** Cells side by side in a row are one run. */
export function runsOf(cells: readonly { readonly x: number; readonly y: number }[]): Int32Array {
  const sorted = [...cells].sort((a, b) => a.y - b.y || a.x - b.x);
  const runs: number[] = [];
  for (const { x, y } of sorted) {
    const last = runs.length - 3;
    if (runs[last] === y && runs[last + 2] === x) runs[last + 2] = x + 1;
    else runs.push(y, x, x + 1);
  }
  return Int32Array.from(runs);
}
