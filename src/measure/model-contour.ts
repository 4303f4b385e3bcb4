import { contours } from 'd3-contour';
import type { PointUm } from '../domain/geometry';

/** Probabilities over a field: cell (0, 0) has its top left corner at `origin`, slide um. */
export interface ProbabilityField {
  readonly columns: number;
  readonly rows: number;
  readonly cellUm: number;
  readonly origin: PointUm;
  /** Probability 0..1, or a negative code where there is none; rows * columns. */
  readonly values: Float32Array;
}

/**
 * Outline of the positive region that holds a point, at a threshold, in slide um; null where the point is not in one.
 * Marching squares between cell centres (d3-contour); holes are left out, as an annotation is one ring.
 */
export function contourAround(
  field: ProbabilityField,
  at: PointUm,
  threshold: number,
): readonly PointUm[] | null {
  const { columns, rows, cellUm, origin } = field;
  // A rim of empty cells closes what the field's edge cuts.
  const [width, height] = [columns + 2, rows + 2];
  const values = new Array<number>(width * height).fill(-1);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      values[(row + 1) * width + column + 1] = field.values[row * columns + column] ?? -1;
  const { coordinates } = contours().size([width, height]).thresholds([threshold]).contour(values, threshold);
  const x = (at.x - origin.x) / cellUm + 1;
  const y = (at.y - origin.y) / cellUm + 1;
  for (const [outer = [], ...holes] of coordinates) {
    if (!inside(outer, x, y) || holes.some((hole) => inside(hole, x, y))) continue;
    // The first point is repeated at the end.
    return outer
      .slice(0, -1)
      .map(([cx = 0, cy = 0]) => ({ x: origin.x + (cx - 1) * cellUm, y: origin.y + (cy - 1) * cellUm }));
  }
  return null;
}

function inside(ring: readonly (readonly number[])[], x: number, y: number): boolean {
  let within = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi = 0, yi = 0] = ring[i] ?? [];
    const [xj = 0, yj = 0] = ring[j] ?? [];
    if (yi > y !== yj > y && x < xi + ((y - yi) / (yj - yi)) * (xj - xi)) within = !within;
  }
  return within;
}
