/** Powers of x and y up to this sum. */
const DEGREE = 4;
/** Rounds of reweighting, and how many robust standard deviations are an outlier (Tukey's biweight: 4.685). */
const ROUNDS = 6;
const OUTLIER = 4.685;

const TERMS = Array.from({ length: DEGREE + 1 }, (_, power) =>
  Array.from({ length: DEGREE + 1 - power }, (_, other) => [power, other] as const),
).flat();

/** A smooth function over the unit square. */
export interface Surface {
  at(x: number, y: number): number;
  /** Weight 0 (outlier) .. 1 that each value had in the end. */
  readonly weights: Float32Array;
}

/**
 * Fits a polynomial of degree 4 to values at the centres of a grid of blocks, by iteratively reweighted least
 * squares with Tukey's biweight, so that specks of dust do not count.
 * @param values rows * columns, of a grid over the unit square
 * @source Holland and Welsch, Communications in Statistics A6, 1977
 */
export function fitSurface(values: ArrayLike<number>, columns: number, rows: number): Surface {
  const count = columns * rows;
  const basis = Array.from({ length: count }, (_, i) =>
    terms(((i % columns) + 0.5) / columns, (Math.floor(i / columns) + 0.5) / rows),
  );
  const weights = new Float32Array(count).fill(1);
  let factors: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    factors = solve(basis, values, weights);
    const off = basis.map((row, i) => Math.abs((values[i] ?? 0) - dot(row, factors)));
    const middle = [...off].sort((a, b) => a - b)[count >> 1] ?? 0;
    // 0.6745 is the median of |N(0, 1)|; values that fit exactly leave no scale to judge by.
    const scale = Math.max(1e-6, (OUTLIER * middle) / 0.6745);
    off.forEach((value, i) => {
      weights[i] = value < scale ? (1 - (value / scale) ** 2) ** 2 : 0;
    });
  }
  return { at: (x, y) => dot(terms(x, y), factors), weights };
}

/** Powers of coordinates within -1..1, which keeps the normal equations well conditioned. */
function terms(x: number, y: number): number[] {
  return TERMS.map(([power, other]) => (2 * x - 1) ** power * (2 * y - 1) ** other);
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/** Weighted normal equations by Gauss-Jordan elimination; positive definite, so that no pivot is sought. */
function solve(basis: readonly number[][], values: ArrayLike<number>, weights: Float32Array): number[] {
  const n = TERMS.length;
  const rows = TERMS.map(() => new Float64Array(n + 1));
  basis.forEach((row, i) => {
    const weight = weights[i] ?? 0;
    rows.forEach((target, a) => {
      const factor = weight * (row[a] ?? 0);
      for (let b = 0; b < n; b++) target[b] = (target[b] ?? 0) + factor * (row[b] ?? 0);
      target[n] = (target[n] ?? 0) + factor * (values[i] ?? 0);
    });
  });
  rows.forEach((pivot, column) => {
    const head = pivot[column] ?? 0;
    // Too few values with a weight: that term is left out.
    if (head < 1e-9) {
      pivot.fill(0);
      return;
    }
    for (let b = column; b <= n; b++) pivot[b] = (pivot[b] ?? 0) / head;
    for (const row of rows) {
      const factor = row[column] ?? 0;
      if (row !== pivot) for (let b = column; b <= n; b++) row[b] = (row[b] ?? 0) - factor * (pivot[b] ?? 0);
    }
  });
  return rows.map((row) => row[n] ?? 0);
}
