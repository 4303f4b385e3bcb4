/**
 * Contours of a grid of values by marching squares (Lorensen and Cline 1987, in two dimensions), as loose
 * segments: a ring would have to run along the border of what is not known, and no line may.
 */

/** Where segments are drawn: a Path2D. */
export interface LinePath {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** Edges of a square, clockwise from the top; segments for each pattern of corners above the level. */
const SEGMENTS: readonly (readonly number[])[] = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];

/**
 * Traces value = level. Squares with a NaN corner are left out.
 * @param values columns * rows, row by row; node (c, r) lies at (x + c * step, y + r * step).
 */
export function traceContours(
  path: LinePath,
  values: Float32Array,
  columns: number,
  rows: number,
  level: number,
  place: { readonly x: number; readonly y: number; readonly step: number },
): void {
  for (let r = 0; r + 1 < rows; r++)
    for (let c = 0; c + 1 < columns; c++) {
      const at = r * columns + c;
      const a = (values[at] ?? Number.NaN) - level;
      const b = (values[at + 1] ?? Number.NaN) - level;
      const d = (values[at + columns] ?? Number.NaN) - level;
      const e = (values[at + columns + 1] ?? Number.NaN) - level;
      const code = (a >= 0 ? 1 : 0) | (b >= 0 ? 2 : 0) | (e >= 0 ? 4 : 0) | (d >= 0 ? 8 : 0);
      if (code === 0 || code === 15 || Number.isNaN(a + b + d + e)) continue;
      // Position of the crossing on each edge: top, right, bottom, left.
      const xs = [c + a / (a - b), c + 1, c + d / (d - e), c];
      const ys = [r, r + b / (b - e), r + 1, r + a / (a - d)];
      const edges = SEGMENTS[code] ?? [];
      for (let k = 0; k < edges.length; k += 2) {
        const [from, to] = [edges[k] ?? 0, edges[k + 1] ?? 0];
        path.moveTo(place.x + (xs[from] ?? 0) * place.step, place.y + (ys[from] ?? 0) * place.step);
        path.lineTo(place.x + (xs[to] ?? 0) * place.step, place.y + (ys[to] ?? 0) * place.step);
      }
    }
}
