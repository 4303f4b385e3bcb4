import type { SizePx } from '../../domain/geometry';

export type Rgb = readonly [number, number, number];

/** Blocks along the longer and the shorter side. */
const LONG = 24;
const SHORT = 16;
/** Every block is read on about so many px. */
const SAMPLES = 700;
/** Steps of the histogram between two 8-bit levels. */
const FINE = 16;

export interface Blocks {
  readonly columns: number;
  readonly rows: number;
  /** Mean of the middle half of the px, each channel, sRGB code value 0..1; rows * columns * 3. */
  readonly levels: Float32Array;
  /** Standard deviation of (r + g + b) / 3 within the block, 0..1; rows * columns. */
  readonly deviations: Float32Array;
}

export function blockGrid({ width, height }: SizePx): { readonly columns: number; readonly rows: number } {
  return width >= height ? { columns: LONG, rows: SHORT } : { columns: SHORT, rows: LONG };
}

/**
 * A picture in blocks. What lies outside the middle half, specks above all, does not count.
 * @param read level of a px and channel, 0..255, may be a fraction
 */
export function measureBlocks(size: SizePx, read: (px: number, channel: number) => number): Blocks {
  const { columns, rows } = blockGrid(size);
  const levels = new Float32Array(columns * rows * 3);
  const deviations = new Float32Array(columns * rows);
  const histogram = new Uint16Array(255 * FINE + 1);
  const step = Math.max(1, Math.floor(Math.sqrt((size.width * size.height) / (columns * rows * SAMPLES))));
  for (let block = 0; block < columns * rows; block++) {
    const [column, row] = [block % columns, Math.floor(block / columns)];
    const x1 = Math.floor(((column + 1) * size.width) / columns);
    const y1 = Math.floor(((row + 1) * size.height) / rows);
    const grey: number[] = [];
    for (let channel = 0; channel < 3; channel++) {
      histogram.fill(0);
      let count = 0;
      for (let y = Math.floor((row * size.height) / rows); y < y1; y += step)
        for (let x = Math.floor((column * size.width) / columns); x < x1; x += step) {
          const level = read(y * size.width + x, channel);
          const bin = Math.round(level * FINE);
          histogram[bin] = (histogram[bin] ?? 0) + 1;
          grey[count] = (grey[count] ?? 0) + level / 765;
          count++;
        }
      levels[3 * block + channel] = midmean(histogram, count) / (255 * FINE);
    }
    deviations[block] = deviation(grey);
  }
  return { columns, rows, levels, deviations };
}

/** Mean of the middle half of a histogram. */
function midmean(histogram: Uint16Array, count: number): number {
  const [from, to] = [count / 4, (3 * count) / 4];
  let below = 0;
  let sum = 0;
  histogram.forEach((here, bin) => {
    sum += bin * Math.max(0, Math.min(below + here, to) - Math.max(below, from));
    below += here;
  });
  return sum / Math.max(1, to - from);
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length));
}
