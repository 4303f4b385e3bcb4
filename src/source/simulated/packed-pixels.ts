/**
 * Arithmetic on RGBA8 pixels packed in uint32 words. Red and blue, 16 bits apart, are weighted in one integer
 * multiplication and green in another: with weights that add up to 256 no lane overflows into the next.
 */
const RED_BLUE = 0x00ff00ff;
const HALF = 0x00800080;
const OPAQUE = 0xff000000 | 0;

/** A picture of packed pixels, row by row. */
export interface PackedImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

export const packedImage = (width: number, height: number): PackedImage => ({
  width,
  height,
  pixels: new Uint32Array(width * height),
});

/**
 * Shifts by part of a px, bilinear: out(x, y) = source(x + fx, y + fy), 0 <= fx, fy < 1, in steps of 1/256.
 * `source` is one px wider and higher than `out`.
 */
export function shiftBilinear(source: PackedImage, fx: number, fy: number, out: PackedImage): void {
  const wx = Math.round(fx * 256);
  const wy = Math.round(fy * 256);
  const w11 = (wx * wy + 128) >> 8;
  const w10 = wx - w11;
  const w01 = wy - w11;
  const w00 = 256 - wx - wy + w11;
  const { width, height, pixels: to } = out;
  const { width: stride, pixels: from } = source;
  for (let y = 0; y < height; y++) {
    let above = y * stride;
    let below = above + stride;
    const end = (y + 1) * width;
    let p = from[above] ?? 0;
    let q = from[below] ?? 0;
    // The left column of one px is the right column of the px before.
    let aRedBlue = p & RED_BLUE;
    let aGreen = (p >>> 8) & 255;
    let cRedBlue = q & RED_BLUE;
    let cGreen = (q >>> 8) & 255;
    for (let o = y * width; o < end; o++) {
      p = from[++above] ?? 0;
      q = from[++below] ?? 0;
      const bRedBlue = p & RED_BLUE;
      const bGreen = (p >>> 8) & 255;
      const dRedBlue = q & RED_BLUE;
      const dGreen = (q >>> 8) & 255;
      const redBlue =
        (Math.imul(aRedBlue, w00) +
          Math.imul(bRedBlue, w10) +
          Math.imul(cRedBlue, w01) +
          Math.imul(dRedBlue, w11) +
          HALF) |
        0;
      const green =
        (Math.imul(aGreen, w00) +
          Math.imul(bGreen, w10) +
          Math.imul(cGreen, w01) +
          Math.imul(dGreen, w11) +
          128) |
        0;
      to[o] = ((redBlue >>> 8) & RED_BLUE) | (green & 0xff00) | OPAQUE;
      aRedBlue = bRedBlue;
      aGreen = bGreen;
      cRedBlue = dRedBlue;
      cGreen = dGreen;
    }
  }
}

/** Weighted mean of three rows or columns: (side, centre, side), weights out of 256; edges are repeated. */
export function blurThree(source: PackedImage, side: number, scratch: PackedImage, out: PackedImage): void {
  const { width, height } = source;
  const centre = 256 - 2 * side;
  const from = source.pixels;
  const mid = scratch.pixels;
  for (let y = 0; y < height; y++) {
    const start = y * width;
    const last = start + width - 1;
    let a = from[start] ?? 0;
    let b = a;
    for (let i = start; i <= last; i++) {
      const c = i < last ? (from[i + 1] ?? 0) : b;
      mid[i] = weighThree(a, b, c, side, centre);
      a = b;
      b = c;
    }
  }
  const to = out.pixels;
  for (let y = 0; y < height; y++) {
    const start = y * width;
    const up = y > 0 ? -width : 0;
    const down = y < height - 1 ? width : 0;
    for (let i = start; i < start + width; i++) {
      to[i] = weighThree(mid[i + up] ?? 0, mid[i] ?? 0, mid[i + down] ?? 0, side, centre);
    }
  }
}

function weighThree(a: number, b: number, c: number, side: number, centre: number): number {
  const redBlue =
    (Math.imul((a & RED_BLUE) + (c & RED_BLUE), side) + Math.imul(b & RED_BLUE, centre) + HALF) | 0;
  const green =
    Math.imul(((a >>> 8) & 255) + ((c >>> 8) & 255), side) + Math.imul((b >>> 8) & 255, centre) + 128;
  return ((redBlue >>> 8) & RED_BLUE) | (green & 0xff00) | OPAQUE;
}

/** Mean of 2 x 2 px. `out` is half as large, rounded up; edges are repeated. */
export function halve(source: PackedImage, out: PackedImage): void {
  const { width, height, pixels: from } = source;
  for (let y = 0; y < out.height; y++) {
    const above = 2 * y * width;
    const below = Math.min(2 * y + 1, height - 1) * width;
    for (let x = 0; x < out.width; x++) {
      const left = 2 * x;
      const right = Math.min(left + 1, width - 1);
      const a = from[above + left] ?? 0;
      const b = from[above + right] ?? 0;
      const c = from[below + left] ?? 0;
      const d = from[below + right] ?? 0;
      const redBlue = (a & RED_BLUE) + (b & RED_BLUE) + (c & RED_BLUE) + (d & RED_BLUE) + 0x00020002;
      const green = ((a >>> 8) & 255) + ((b >>> 8) & 255) + ((c >>> 8) & 255) + ((d >>> 8) & 255) + 2;
      out.pixels[y * out.width + x] = ((redBlue >>> 2) & RED_BLUE) | ((green << 6) & 0xff00) | OPAQUE;
    }
  }
}

/**
 * Halves with the weights (1, 3, 3, 1) / 8, which unlike the mean of 2 px keep the centre of mass of every px.
 * `out` is half as large, rounded up; edges are repeated.
 */
export function halveSmooth(source: PackedImage, out: PackedImage): void {
  const { width, height, pixels: from } = source;
  const row = new Uint32Array(width);
  const rowAt = (y: number) => Math.min(height - 1, Math.max(0, y)) * width;
  for (let y = 0; y < out.height; y++) {
    const [a, b, c, d] = [rowAt(2 * y - 1), rowAt(2 * y), rowAt(2 * y + 1), rowAt(2 * y + 2)];
    for (let x = 0; x < width; x++)
      row[x] = weighFour(from[a + x] ?? 0, from[b + x] ?? 0, from[c + x] ?? 0, from[d + x] ?? 0);
    for (let x = 0, o = y * out.width; x < out.width; x++, o++) {
      const left = 2 * x;
      out.pixels[o] = weighFour(
        row[Math.max(0, left - 1)] ?? 0,
        row[left] ?? 0,
        row[Math.min(width - 1, left + 1)] ?? 0,
        row[Math.min(width - 1, left + 2)] ?? 0,
      );
    }
  }
}

function weighFour(a: number, b: number, c: number, d: number): number {
  const redBlue = (a & RED_BLUE) + (d & RED_BLUE) + 3 * ((b & RED_BLUE) + (c & RED_BLUE)) + 0x00040004;
  const green = ((a >>> 8) & 255) + ((d >>> 8) & 255) + 3 * (((b >>> 8) & 255) + ((c >>> 8) & 255)) + 4;
  return ((redBlue >>> 3) & RED_BLUE) | ((green << 5) & 0xff00) | OPAQUE;
}

/** Enlarges by 2^levels, bilinear. Inverse of `levels` times {@link halve} but for the detail lost. */
export function enlarge(source: PackedImage, levels: number, out: PackedImage): void {
  const scale = 1 << levels;
  const { width: coarse, height: coarseRows, pixels: from } = source;
  const row = new Uint32Array(coarse);
  for (let y = 0; y < out.height; y++) {
    const at = (y + 0.5) / scale - 0.5;
    const first = Math.floor(at);
    const weight = Math.round((at - first) * 256);
    const above = Math.max(0, first) * coarse;
    const below = Math.min(coarseRows - 1, first + 1) * coarse;
    for (let x = 0; x < coarse; x++) row[x] = mix(from[above + x] ?? 0, from[below + x] ?? 0, weight);
    let o = y * out.width;
    for (let x = 0; x < out.width; x++, o++) {
      // (x + 0.5) / scale - 0.5 in 1/512 of a coarse px: an integer for scales up to 256.
      const place = ((2 * x + 1) << (8 - levels)) - 256;
      const left = place >> 9;
      const share = (place & 511) >> 1;
      out.pixels[o] = mix(row[Math.max(left, 0)] ?? 0, row[Math.min(left + 1, coarse - 1)] ?? 0, share);
    }
  }
}

function mix(a: number, b: number, weight: number): number {
  const rest = 256 - weight;
  const redBlue = (Math.imul(a & RED_BLUE, rest) + Math.imul(b & RED_BLUE, weight) + HALF) | 0;
  const green = Math.imul((a >>> 8) & 255, rest) + Math.imul((b >>> 8) & 255, weight) + 128;
  return ((redBlue >>> 8) & RED_BLUE) | (green & 0xff00) | OPAQUE;
}
