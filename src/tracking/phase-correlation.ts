import { fourier } from './fourier';
import { REGISTRATION as R } from './registration-model';
import type { Signal } from './signal';

/** Shift in signal px: what the field shows at p, the reference shows at p + shift. */
export interface Shift {
  readonly x: number;
  readonly y: number;
}

/** Spectrum of a signal on the correlation grid: luma as real, stain as imaginary part; complex values. */
export function spectrumOf(signal: Signal): Float32Array {
  const { GRID_WIDTH: columns, GRID_HEIGHT: rows, STAIN_WEIGHT } = R;
  const grid = new Float32Array(columns * rows * 2);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const x = Math.floor(((column + 0.5) * signal.width) / columns);
      const y = Math.floor(((row + 0.5) * signal.height) / rows);
      let luma = 0;
      let stain = 0;
      for (let j = y - 1; j <= y + 1; j++)
        for (let i = x - 1; i <= x + 1; i++) {
          const px = 2 * (clamp(j, signal.height) * signal.width + clamp(i, signal.width));
          luma += signal.values[px] ?? 0;
          stain += signal.values[px + 1] ?? 0;
        }
      // A sine window: the product of two of them is a Hann window where both overlap.
      const window =
        Math.sin((Math.PI * (column + 0.5)) / columns) * Math.sin((Math.PI * (row + 0.5)) / rows);
      const at = 2 * (row * columns + column);
      grid[at] = luma * window;
      grid[at + 1] = stain * window * STAIN_WEIGHT;
    }
  fourier(grid, columns, rows, false);
  return grid;
}

function clamp(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value));
}

/** Correlation surface of two spectra, real part: peak at the shift, cyclic. */
export function correlate(field: Float32Array, reference: Float32Array): Float32Array {
  const { GRID_WIDTH: columns, GRID_HEIGHT: rows, WHITENING } = R;
  const cross = new Float32Array(columns * rows * 2);
  for (let at = 0; at < cross.length; at += 2) {
    const [a = 0, b = 0] = [field[at], field[at + 1]];
    const [c = 0, d = 0] = [reference[at], reference[at + 1]];
    const re = a * c + b * d;
    const im = a * d - b * c;
    const scale = (re * re + im * im + 1e-12) ** (-0.5 * WHITENING);
    cross[at] = re * scale;
    cross[at + 1] = im * scale;
  }
  fourier(cross, columns, rows, true);
  return cross.filter((_, i) => i % 2 === 0);
}

/** The two highest peaks that are no neighbours, as shifts in signal px. */
export function peaks(
  surface: Float32Array,
  signal: { width: number; height: number },
): readonly [Shift, Shift] {
  const first = highest(surface, -1);
  return [shiftAt(surface, first, signal), shiftAt(surface, highest(surface, first), signal)];
}

function highest(surface: Float32Array, except: number): number {
  const { GRID_WIDTH: columns, GRID_HEIGHT: rows, PEAK_REACH } = R;
  let best = except === 0 ? 1 : 0;
  let value = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < surface.length; i++) {
    if (except >= 0) {
      const dx = Math.abs((i % columns) - (except % columns));
      const dy = Math.abs(Math.floor(i / columns) - Math.floor(except / columns));
      if (Math.min(dx, columns - dx) <= PEAK_REACH && Math.min(dy, rows - dy) <= PEAK_REACH) continue;
    }
    if ((surface[i] ?? 0) > value) {
      value = surface[i] ?? 0;
      best = i;
    }
  }
  return best;
}

function shiftAt(surface: Float32Array, cell: number, signal: { width: number; height: number }): Shift {
  const { GRID_WIDTH: columns, GRID_HEIGHT: rows } = R;
  const x = cell % columns;
  const y = Math.floor(cell / columns);
  const value = (dx: number, dy: number) =>
    surface[((y + dy + rows) % rows) * columns + ((x + dx + columns) % columns)] ?? 0;
  const top = value(0, 0);
  const cells = {
    x: (x >= columns / 2 ? x - columns : x) + parabola(value(-1, 0), top, value(1, 0)),
    y: (y >= rows / 2 ? y - rows : y) + parabola(value(0, -1), top, value(0, 1)),
  };
  return { x: (cells.x * signal.width) / columns, y: (cells.y * signal.height) / rows };
}

function parabola(before: number, top: number, after: number): number {
  const bend = before - 2 * top + after;
  return bend < 0 ? Math.min(0.5, Math.max(-0.5, (0.5 * (before - after)) / bend)) : 0;
}
