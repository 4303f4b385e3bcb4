import { contours } from 'd3-contour';
import type { PointUm } from '../domain/geometry';
import { CELL_NO_TISSUE, CELL_UNKNOWN } from '../domain/overlay';
import { isInsideRegion, type RegionPart } from '../domain/region';
import type { Ring } from '../domain/ring';
import { simplified } from './simplify-outline';

/** Probabilities over a field: cell (0, 0) has its top left corner at `origin`, slide um. */
export interface ProbabilityField {
  readonly columns: number;
  readonly rows: number;
  readonly cellUm: number;
  readonly origin: PointUm;
  /** Probability 0..1, or a negative code where there is none; rows * columns. */
  readonly values: Float32Array;
}

/** A positive region as it is accepted. */
export interface ModelContour {
  /** One outer ring with its holes. */
  readonly part: RegionPart;
  /** It reaches cells that nothing is known of, or the edge of the field: the region itself may be larger. */
  readonly isCut: boolean;
}

/** How far the outline may leave the one between the cells, in cells: they say nothing finer. */
const TOLERANCE = 0.25;

/**
 * The positive region that holds a point, at a threshold, in slide um; null where the point is not in one. Marching
 * squares between cell centres (d3-contour), with the corners that it needs.
 */
export function contourAround(field: ProbabilityField, at: PointUm, threshold: number): ModelContour | null {
  const { columns, rows, cellUm, origin } = field;
  // A rim of empty cells closes what the field's edge cuts.
  const [width, height] = [columns + 2, rows + 2];
  const values = new Array<number>(width * height).fill(-1);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      values[(row + 1) * width + column + 1] = field.values[row * columns + column] ?? -1;
  const { coordinates } = contours().size([width, height]).thresholds([threshold]).contour(values, threshold);
  const toSlide = (ring: readonly (readonly number[])[]): Ring =>
    // The first point is repeated at the end.
    ring
      .slice(0, -1)
      .map(([cx = 0, cy = 0]) => ({ x: origin.x + (cx - 1) * cellUm, y: origin.y + (cy - 1) * cellUm }));
  for (const [outer = [], ...holes] of coordinates) {
    const part: RegionPart = { outer: toSlide(outer), holes: holes.map(toSlide) };
    if (isInsideRegion([part], at))
      return { part: simplified(part, TOLERANCE * cellUm), isCut: isCut(field, part, threshold) };
  }
  return null;
}

/** Whether a positive cell of a region has a neighbour without an answer, or none at all. */
function isCut(field: ProbabilityField, part: RegionPart, threshold: number): boolean {
  const { columns, rows, cellUm, origin, values } = field;
  const isUnknown = (column: number, row: number) => {
    if (column < 0 || row < 0 || column >= columns || row >= rows) return true;
    const value = values[row * columns + column] ?? CELL_UNKNOWN;
    return value < 0 && value !== CELL_NO_TISSUE;
  };
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      if (!((values[row * columns + column] ?? CELL_UNKNOWN) >= threshold)) continue;
      const open = [-1, 0, 1].some((dy) => [-1, 0, 1].some((dx) => isUnknown(column + dx, row + dy)));
      const middle = { x: origin.x + (column + 0.5) * cellUm, y: origin.y + (row + 0.5) * cellUm };
      if (open && isInsideRegion([part], middle)) return true;
    }
  return false;
}
