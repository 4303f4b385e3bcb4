/** In-place radix-2 Fourier transform of one line of complex values (re, im interleaved). */
function transformLine(
  data: Float32Array,
  start: number,
  stride: number,
  length: number,
  inverse: boolean,
): void {
  const at = (i: number) => 2 * (start + i * stride);
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const a = at(i);
      const b = at(j);
      for (const part of [0, 1]) {
        const value = data[a + part] ?? 0;
        data[a + part] = data[b + part] ?? 0;
        data[b + part] = value;
      }
    }
  }
  for (let half = 1; half < length; half *= 2) {
    const turn = ((inverse ? 1 : -1) * Math.PI) / half;
    for (let k = 0; k < half; k++) {
      const cos = Math.cos(turn * k);
      const sin = Math.sin(turn * k);
      for (let i = k; i < length; i += 2 * half) {
        const a = at(i);
        const b = at(i + half);
        const re = (data[b] ?? 0) * cos - (data[b + 1] ?? 0) * sin;
        const im = (data[b] ?? 0) * sin + (data[b + 1] ?? 0) * cos;
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
