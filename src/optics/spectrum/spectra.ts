import { QUALITY_MODEL as M } from '../quality-model';
import type { FieldBytes } from '../resample-reference';
import { complexSquare, SIDE, transform } from './fourier';

/** Code value below which a px is taken to be as bright as this. */
const DARKEST = 8;
/** Least power, so that its logarithm is one. */
const LEAST = 1e-15;

/** ln of the power by frequency of a square in the middle of a field, SIDE x SIDE, columns first. */
export interface Spectra {
  /** Of ln of luma. */
  readonly luma: Float64Array;
  /**
   * Of what ln of blue has beyond what red and green foretell: two stains leave next to nothing there, but what dims all
   * three colours alike, as the beat of a screen does, leaves half of itself.
   */
  readonly rest: Float64Array;
  /** Standard deviation of ln of luma. */
  readonly contrast: number;
  /** Size of the square, in its own px: at most SIDE. Beyond it the transform saw zeros. */
  readonly width: number;
  readonly height: number;
}

/** Optical densities of the px of a square, SIDE x SIDE, row by row, and their weights along both sides. */
interface Square {
  readonly width: number;
  readonly height: number;
  readonly red: Float64Array;
  readonly green: Float64Array;
  readonly blue: Float64Array;
  readonly luma: Float64Array;
  readonly across: Float64Array;
  readonly down: Float64Array;
}

/**
 * @param field whose middle is looked at
 * @param step field px a side of a px of the square
 */
export function spectraOf(field: FieldBytes, step: number): Spectra {
  const square = squareOf(field, step);
  const { width, height, red, green, blue, luma, across, down } = square;
  const { means, byRed, byGreen } = planeOf(square);
  const complex = complexSquare();
  const { re, im } = complex;
  let energy = 0;
  let variance = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * SIDE + x;
      const weight = (across[x] ?? 0) * (down[y] ?? 0);
      energy += weight * weight;
      re[at] = weight * ((luma[at] ?? 0) - means.luma);
      variance += (re[at] ?? 0) ** 2;
      const foretold = byRed * ((red[at] ?? 0) - means.red) + byGreen * ((green[at] ?? 0) - means.green);
      im[at] = weight * ((blue[at] ?? 0) - means.blue - foretold);
    }
  const contrast = Math.sqrt(variance / energy);
  transform(complex);
  const powers = logPowers(re, im, energy);
  return { ...powers, contrast, width, height };
}

function squareOf(field: FieldBytes, step: number): Square {
  const width = Math.min(SIDE, Math.floor(field.width / step));
  const height = Math.min(SIDE, Math.floor(field.height / step));
  const left = (field.width - step * width) >> 1;
  const top = (field.height - step * height) >> 1;
  const logs = logTable(step);
  const [red, green, blue, luma] = [0, 1, 2, 3].map(() => new Float64Array(SIDE * SIDE)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const { rgba } = field;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let v = 0; v < step; v++)
        for (let u = 0; u < step; u++) {
          const at = 4 * ((top + step * y + v) * field.width + left + step * x + u);
          r += rgba[at] ?? 0;
          g += rgba[at + 1] ?? 0;
          b += rgba[at + 2] ?? 0;
        }
      const to = y * SIDE + x;
      red[to] = logs[r] ?? 0;
      green[to] = logs[g] ?? 0;
      blue[to] = logs[b] ?? 0;
      luma[to] = logs[Math.round(M.LUMA_RED * r + M.LUMA_GREEN * g + M.LUMA_BLUE * b)] ?? 0;
    }
  return { width, height, red, green, blue, luma, across: hann(width), down: hann(height) };
}

/** Weighted means, and blue by red and green: the regression through the px of a square. */
function planeOf({ width, height, red, green, blue, luma, across, down }: Square) {
  let [n, r, g, b, l, rr, gg, rg, rb, gb] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * SIDE + x;
      const weight = (across[x] ?? 0) * (down[y] ?? 0);
      const [ownRed, ownGreen, ownBlue] = [red[at] ?? 0, green[at] ?? 0, blue[at] ?? 0];
      n += weight;
      r += weight * ownRed;
      g += weight * ownGreen;
      b += weight * ownBlue;
      l += weight * (luma[at] ?? 0);
      rr += weight * ownRed * ownRed;
      gg += weight * ownGreen * ownGreen;
      rg += weight * ownRed * ownGreen;
      rb += weight * ownRed * ownBlue;
      gb += weight * ownGreen * ownBlue;
    }
  const means = { red: r / n, green: g / n, blue: b / n, luma: l / n };
  const about = (sum: number, first: number, second: number) => sum / n - first * second;
  const redRed = about(rr, means.red, means.red) + 1e-6;
  const greenGreen = about(gg, means.green, means.green) + 1e-6;
  const redGreen = about(rg, means.red, means.green);
  const redBlue = about(rb, means.red, means.blue);
  const greenBlue = about(gb, means.green, means.blue);
  const determinant = Math.max(1e-12, redRed * greenGreen - redGreen * redGreen);
  return {
    means,
    byRed: (redBlue * greenGreen - greenBlue * redGreen) / determinant,
    byGreen: (greenBlue * redRed - redBlue * redGreen) / determinant,
  };
}

/** ln of the power of both of two real squares that were transformed as one complex square. */
function logPowers(re: Float64Array, im: Float64Array, energy: number): Pick<Spectra, 'luma' | 'rest'> {
  const [luma, rest] = [new Float64Array(SIDE * SIDE), new Float64Array(SIDE * SIDE)];
  for (let row = 0; row <= SIDE / 2; row++)
    for (let column = 0; column < SIDE; column++) {
      const i = row * SIDE + column;
      const j = ((SIDE - row) % SIDE) * SIDE + ((SIDE - column) % SIDE);
      const [a, b, c, d] = [re[i] ?? 0, im[i] ?? 0, re[j] ?? 0, im[j] ?? 0];
      const own = Math.log(((a + c) ** 2 + (b - d) ** 2) / 4 / energy + LEAST);
      const other = Math.log(((b + d) ** 2 + (c - a) ** 2) / 4 / energy + LEAST);
      luma[i] = own;
      luma[j] = own;
      rest[i] = other;
      rest[j] = other;
    }
  return { luma, rest };
}

const hann = (length: number) =>
  Float64Array.from({ length }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / length) ** 2);

/** ln of every sum of step x step code values. */
function logTable(step: number): Float64Array {
  const px = step * step;
  return Float64Array.from({ length: 255 * px + 1 }, (_, i) => Math.log(Math.max(DARKEST * px, i)));
}
