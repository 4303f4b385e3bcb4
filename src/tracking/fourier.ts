interface Line {
  /** Index that each index changes places with: bit reversal. */
  readonly swaps: Uint32Array;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

const lines = new Map<number, Line>();

/** What a transform of `length` (a power of two) looks up. */
function lineOf(length: number): Line {
  const known = lines.get(length);
  if (known) return known;
  const swaps = new Uint32Array(length);
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    swaps[i] = j;
  }
  const turn = (k: number) => (2 * Math.PI * k) / length;
  const line = {
    swaps,
    cos: Float64Array.from({ length: length / 2 }, (_, k) => Math.cos(turn(k))),
    sin: Float64Array.from({ length: length / 2 }, (_, k) => Math.sin(turn(k))),
  };
  lines.set(length, line);
  return line;
}

/** In-place radix-2 Fourier transform of one line of complex values (re, im interleaved). */
function transformLine(
  data: Float32Array,
  start: number,
  stride: number,
  length: number,
  inverse: boolean,
): void {
  const { swaps, cos, sin } = lineOf(length);
  const first = 2 * start;
  const step = 2 * stride;
  for (let i = 1; i < length; i++) {
    const j = swaps[i] ?? 0;
    if (i >= j) continue;
    const a = first + i * step;
    const b = first + j * step;
    const re = data[a] ?? 0;
    const im = data[a + 1] ?? 0;
    data[a] = data[b] ?? 0;
    data[a + 1] = data[b + 1] ?? 0;
    data[b] = re;
    data[b + 1] = im;
  }
  const sign = inverse ? 1 : -1;
  for (let half = 1; half < length; half *= 2) {
    const turns = length / (2 * half);
    for (let k = 0; k < half; k++) {
      const c = cos[k * turns] ?? 0;
      const s = sign * (sin[k * turns] ?? 0);
      for (let i = k; i < length; i += 2 * half) {
        const a = first + i * step;
        const b = a + half * step;
        const re = (data[b] ?? 0) * c - (data[b + 1] ?? 0) * s;
        const im = (data[b] ?? 0) * s + (data[b + 1] ?? 0) * c;
        data[b] = (data[a] ?? 0) - re;
        data[b + 1] = (data[a + 1] ?? 0) - im;
        data[a] = (data[a] ?? 0) + re;
        data[a + 1] = (data[a + 1] ?? 0) + im;
      }
    }
  }
}

/** In-place 2D Fourier transform, not scaled. `data` holds height * width complex values. */
export function fourier(data: Float32Array, width: number, height: number, inverse: boolean): void {
  for (let y = 0; y < height; y++) transformLine(data, y * width, 1, width, inverse);
  for (let x = 0; x < width; x++) transformLine(data, x, width, height, inverse);
}
