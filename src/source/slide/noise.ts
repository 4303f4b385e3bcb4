/** Hashed randomness and value noise: functions of place and seed alone, the same on every machine. */

/** Uniform 0..1 from two integers and a seed (integer mixing by multiply and xor-shift). */
export function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

const SIDE = 256;
const MASK = SIDE - 1;

/** Smooth value noise, mean 0, about -1..1, one lattice step per unit; repeats after 256 units. */
export class ValueNoise {
  readonly #table = new Float32Array(SIDE * SIDE);

  constructor(seed: number) {
    for (let y = 0; y < SIDE; y++)
      for (let x = 0; x < SIDE; x++) this.#table[y * SIDE + x] = 2 * hash(x, y, seed) - 1;
  }

  at(x: number, y: number): number {
    const fx = Math.floor(x);
    const fy = Math.floor(y);
    const tx = x - fx;
    const ty = y - fy;
    const sx = tx * tx * (3 - 2 * tx);
    const sy = ty * ty * (3 - 2 * ty);
    const x0 = fx & MASK;
    const x1 = (fx + 1) & MASK;
    const y0 = (fy & MASK) * SIDE;
    const y1 = ((fy + 1) & MASK) * SIDE;
    const table = this.#table;
    const top = (table[y0 + x0] ?? 0) * (1 - sx) + (table[y0 + x1] ?? 0) * sx;
    const bottom = (table[y1 + x0] ?? 0) * (1 - sx) + (table[y1 + x1] ?? 0) * sx;
    return top * (1 - sy) + bottom * sy;
  }

  /** Three octaves, for outlines. */
  rough(x: number, y: number): number {
    return (
      (this.at(x, y) +
        0.5 * this.at(2.03 * x + 17, 2.03 * y + 5) +
        0.25 * this.at(4.1 * x + 71, 4.1 * y + 43)) /
      1.5
    );
  }
}
