import type { SizePx } from '../../domain/geometry';
import type { FieldBytes } from '../resample-reference';

/** A channel at this level or above has lost what it measured. */
const CLIPPED = 250;

/** Sum of frames, with what must not be averaged away: clipping and changes of the light. */
export class FrameAverage {
  readonly #sums: Uint32Array;
  readonly #brightness: number[] = [];
  #clipped = 0;

  constructor(readonly size: SizePx) {
    this.#sums = new Uint32Array(size.width * size.height * 3);
  }

  get frames(): number {
    return this.#brightness.length;
  }

  /** @throws RangeError for a frame of another size */
  add({ width, height, rgba }: FieldBytes): void {
    const sums = this.#sums;
    if (width !== this.size.width || height !== this.size.height)
      throw new RangeError('frames of one average have one size');
    let total = 0;
    for (let px = 0; px < width * height; px++) {
      const [r, g, b] = [rgba[4 * px] ?? 0, rgba[4 * px + 1] ?? 0, rgba[4 * px + 2] ?? 0];
      sums[3 * px] = (sums[3 * px] ?? 0) + r;
      sums[3 * px + 1] = (sums[3 * px + 1] ?? 0) + g;
      sums[3 * px + 2] = (sums[3 * px + 2] ?? 0) + b;
      total += r + g + b;
      if (Math.max(r, g, b) >= CLIPPED) this.#clipped++;
    }
    this.#brightness.push(total / (765 * width * height));
  }

  /** Mean level of a px and channel, 0..255. */
  readonly read = (px: number, channel: number): number =>
    (this.#sums[3 * px + channel] ?? 0) / Math.max(1, this.frames);

  /** Mean of all channels, 0..1. */
  get brightness(): number {
    return this.#brightness.reduce((a, b) => a + b, 0) / Math.max(1, this.frames);
  }

  /** Share of px with a channel at 250/255 or above, over all frames. */
  get clipped(): number {
    return this.#clipped / Math.max(1, this.frames * this.size.width * this.size.height);
  }

  /** Brightest less darkest frame, relative to their mean. */
  get unsteadiness(): number {
    const range = Math.max(...this.#brightness) - Math.min(...this.#brightness);
    return range / Math.max(1e-6, this.brightness);
  }
}
