/** Side of a square that is transformed, px. */
export const SIDE = 256;
const STAGES = Math.log2(SIDE);

const COS = Float64Array.from({ length: SIDE / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / SIDE));
const SIN = Float64Array.from({ length: SIDE / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / SIDE));
const REVERSED = Uint16Array.from({ length: SIDE }, (_, i) => {
  let reversed = 0;
  for (let bit = 0; bit < STAGES; bit++) if (i & (1 << bit)) reversed |= 1 << (STAGES - 1 - bit);
  return reversed;
});

/** SIDE x SIDE complex numbers, row by row. */
export interface ComplexSquare {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export const complexSquare = (): ComplexSquare => ({
  re: new Float64Array(SIDE * SIDE),
  im: new Float64Array(SIDE * SIDE),
});

/**
 * The discrete Fourier transform of a square in place, without a factor (Cooley and Tukey 1965). Rows and columns change
 * places: a second transform puts them back.
 */
export function transform(square: ComplexSquare): void {
  for (let row = 0; row < SIDE; row++) transformRow(square, row * SIDE);
  transpose(square.re);
  transpose(square.im);
  for (let row = 0; row < SIDE; row++) transformRow(square, row * SIDE);
}

function transformRow({ re, im }: ComplexSquare, from: number): void {
  for (let i = 0; i < SIDE; i++) {
    const j = REVERSED[i] ?? 0;
    if (j > i) {
      swap(re, from + i, from + j);
      swap(im, from + i, from + j);
    }
  }
  for (let half = 1; half < SIDE; half *= 2) {
    const step = SIDE / 2 / half;
    for (let k = 0; k < half; k++) {
      const c = COS[k * step] ?? 0;
      const s = SIN[k * step] ?? 0;
      for (let i = from + k; i < from + SIDE; i += 2 * half) {
        const j = i + half;
        const x = re[j] ?? 0;
        const y = im[j] ?? 0;
        const real = x * c + y * s;
        const imaginary = y * c - x * s;
        const u = re[i] ?? 0;
        const v = im[i] ?? 0;
        re[j] = u - real;
        im[j] = v - imaginary;
        re[i] = u + real;
        im[i] = v + imaginary;
      }
    }
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  const kept = values[i] ?? 0;
  values[i] = values[j] ?? 0;
  values[j] = kept;
}

function transpose(values: Float64Array): void {
  for (let row = 0; row < SIDE; row++)
    for (let column = row + 1; column < SIDE; column++)
      swap(values, row * SIDE + column, column * SIDE + row);
}
