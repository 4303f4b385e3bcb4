import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN, CELL_WINDOW } from '../domain/overlay';
import { PLATEAU_SLOPE } from './appearance';

/** What the overlay knows at one point of slide space. The same maths as layer.wgsl. */
export interface CellSample {
  /** 0 where the point's own cell is known, else its negative code. */
  state: number;
  /** Bilinear over the known cells; where none of the four is known, as `smooth`. */
  probability: number;
  /** Quadratic B-spline over the known cells of the 3 x 3 about the point; NaN where none is known. */
  smooth: number;
  /** Its steepness, and its second derivative along the steepest slope, a cell; of part of the cells no bend. */
  slope: number;
  bend: number;
  /** The same spline of 1 where a cell is known, and of 1 where it was examined: known, or seen to hold no tissue. */
  known: number;
  examined: number;
}

const MASK = CELL_WINDOW - 1;

/** State of a stored value: 0 known, or its code; what is neither counts as not assessed. */
export function stateOf(value: number): number {
  if (value >= 0 && value <= 1) return 0;
  return value === CELL_UNKNOWN || value === CELL_NO_TISSUE ? value : CELL_NOT_ASSESSED;
}

/**
 * Distance in cells to the curve at which `smooth` has a level, by its value above that, slope and bend there: the
 * root of the second-order expansion, as in layer.wgsl. Infinity where that has none.
 */
export function contourDistance(above: number, slope: number, bend: number): number {
  const squared = slope * slope - 2 * bend * above;
  if (slope < PLATEAU_SLOPE || squared < PLATEAU_SLOPE * PLATEAU_SLOPE) return Number.POSITIVE_INFINITY;
  return (2 * Math.abs(above)) / (slope + Math.sqrt(squared));
}

/** State of a cell at any coordinate; the window is a torus. */
export function cellState(window: Float32Array, column: number, row: number): number {
  return stateOf(window[(row & MASK) * CELL_WINDOW + (column & MASK)] ?? CELL_UNKNOWN);
}

/**
 * Reads the window at a position in cells: cell (i, j) covers [i, i + 1) x [j, j + 1). Writes to `out`, for it
 * runs tens of thousands of times a frame.
 */
export function sampleCells(window: Float32Array, x: number, y: number, out: CellSample): CellSample {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = x - column - 0.5;
  const v = y - row - 0.5;
  let [value, weight, linear, linearWeight, glass] = [0, 0, 0, 0, 0];
  let [valueX, valueY, weightX, weightY] = [0, 0, 0, 0];
  let [bendX, bendY, twist] = [0, 0, 0];
  for (let j = -1; j <= 1; j++) {
    const wy = j === 0 ? 0.75 - v * v : 0.5 * (0.5 + j * v) ** 2;
    const dy = j === 0 ? -2 * v : v + j / 2;
    const by = j === 0 ? 1 - Math.abs(v) : Math.max(j * v, 0);
    const start = ((row + j) & MASK) * CELL_WINDOW;
    for (let i = -1; i <= 1; i++) {
      const p = window[start + ((column + i) & MASK)] ?? CELL_UNKNOWN;
      if (i === 0 && j === 0) out.state = stateOf(p);
      const wx = i === 0 ? 0.75 - u * u : 0.5 * (0.5 + i * u) ** 2;
      const w = wy * wx;
      if (p === CELL_NO_TISSUE) glass += w;
      if (!(p >= 0 && p <= 1)) continue;
      const dx = i === 0 ? -2 * u : u + i / 2;
      const b = by * (i === 0 ? 1 - Math.abs(u) : Math.max(i * u, 0));
      value += w * p;
      weight += w;
      valueX += dx * wy * p;
      valueY += wx * dy * p;
      bendX += (i === 0 ? -2 : 1) * wy * p;
      bendY += wx * (j === 0 ? -2 : 1) * p;
      twist += dx * dy * p;
      weightX += dx * wy;
      weightY += wx * dy;
      linear += b * p;
      linearWeight += b;
    }
  }
  out.smooth = weight > 0 ? value / weight : Number.NaN;
  const alongX = (valueX - out.smooth * weightX) / weight;
  const alongY = (valueY - out.smooth * weightY) / weight;
  const slope = Math.sqrt(alongX * alongX + alongY * alongY);
  out.slope = slope;
  const bend = bendX * alongX * alongX + bendY * alongY * alongY + 2 * twist * alongX * alongY;
  out.bend = weight > 0.9999 && slope > 0 ? bend / (slope * slope) : 0;
  out.known = weight;
  out.examined = weight + glass;
  out.probability = linearWeight > 0 ? linear / linearWeight : out.smooth;
  return out;
}
