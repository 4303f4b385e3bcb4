/** What a field of blank glass says of lamp, camera and shading. */
export interface BlankField {
  /** Mean of each channel, 0..1. */
  readonly mean: readonly [number, number, number];
  /** Largest difference between channel means, relative to their mean: 0 is neutral. */
  readonly cast: number;
  /** Darkest block's luma over the brightest block's, 0..1: 1 is even light. */
  readonly evenness: number;
  /** Share of px with a channel at 250/255 or above. */
  readonly clipped: number;
  /** Standard deviation of the camera's noise, of full scale. */
  readonly noise: number;
  /** Share of blocks with structure well above the noise: tissue, dust, ink. 0 is blank. */
  readonly structured: number;
}

const BLOCKS = 16;
/** A block whose luma varies by so many times the noise holds something. */
const STRUCTURE = 3;

/**
 * Measures a field of blank glass.
 * @param rgba row by row, width * height * 4
 */
export function measureBlankField(rgba: Uint8ClampedArray, width: number, height: number): BlankField {
  const sums: [number, number, number] = [0, 0, 0];
  let clipped = 0;
  const luma = new Float32Array(width * height);
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = [rgba[4 * i] ?? 0, rgba[4 * i + 1] ?? 0, rgba[4 * i + 2] ?? 0];
    sums[0] += r;
    sums[1] += g;
    sums[2] += b;
    if (Math.max(r, g, b) >= 250) clipped++;
    luma[i] = (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  }
  const mean = sums.map((sum) => sum / (255 * width * height)) as [number, number, number];
  const noise = noiseOf(luma, width, height);
  const blocks = blocksOf(luma, width, height);
  const levels = blocks.map((block) => block.mean);
  return {
    mean,
    cast: (Math.max(...mean) - Math.min(...mean)) / Math.max(1e-6, (mean[0] + mean[1] + mean[2]) / 3),
    evenness: Math.min(...levels) / Math.max(1e-6, Math.max(...levels)),
    clipped: clipped / (width * height),
    noise,
    structured:
      blocks.filter(({ deviation }) => deviation > STRUCTURE * Math.max(noise, 0.004)).length / blocks.length,
  };
}

/** Noise from a mask that slow shading and edges leave at zero (Immerkaer, CVIU 1996), made robust by the median. */
function noiseOf(luma: Float32Array, width: number, height: number): number {
  const values: number[] = [];
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / 40_000)));
  for (let y = 1; y < height - 1; y += step)
    for (let x = 1; x < width - 1; x += step) {
      const at = (dx: number, dy: number) => luma[(y + dy) * width + x + dx] ?? 0;
      const corners = at(-1, -1) + at(1, -1) + at(-1, 1) + at(1, 1);
      const sides = at(0, -1) + at(0, 1) + at(-1, 0) + at(1, 0);
      values.push(Math.abs(corners - 2 * sides + 4 * at(0, 0)));
    }
  values.sort((a, b) => a - b);
  // The mask's weights have a root of summed squares of 6; 0.6745 is the median of |N(0, 1)|.
  return (values[values.length >> 1] ?? 0) / (6 * 0.6745);
}

function blocksOf(luma: Float32Array, width: number, height: number) {
  const blocks: { mean: number; deviation: number }[] = [];
  for (let row = 0; row < BLOCKS; row++)
    for (let column = 0; column < BLOCKS; column++) {
      const [x0, x1] = [Math.floor((column * width) / BLOCKS), Math.floor(((column + 1) * width) / BLOCKS)];
      const [y0, y1] = [Math.floor((row * height) / BLOCKS), Math.floor(((row + 1) * height) / BLOCKS)];
      let sum = 0;
      let squares = 0;
      for (let y = y0; y < y1; y++)
        for (let x = x0; x < x1; x++) {
          const value = luma[y * width + x] ?? 0;
          sum += value;
          squares += value * value;
        }
      const n = Math.max(1, (x1 - x0) * (y1 - y0));
      blocks.push({ mean: sum / n, deviation: Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2)) });
    }
  return blocks;
}
