import { CASING_ALPHA, CASING_COLOUR, CASING_WIDTH, CONTOUR_WIDTH } from './appearance';
import type { Rgb } from './colour-map';
import type { LinePath } from './contour-lines';

/**
 * Draws contour segments as distances to the nearest one, so that a line has the coverage the shader gives
 * it. Canvas 2D's own strokes took a hundred times as long for the thousands of short segments of a field.
 */
export class LineRaster implements LinePath {
  readonly #distances: Float32Array;
  /** Indexes of px within reach of a segment. */
  #touched: number[] = [];
  readonly #reach: number;
  #x = 0;
  #y = 0;

  /** @param width, height of the target, px. */
  constructor(
    readonly width: number,
    readonly height: number,
    readonly pixelRatio: number,
  ) {
    this.#distances = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
    this.#reach = (CONTOUR_WIDTH / 2 + CASING_WIDTH) * pixelRatio + 0.5;
  }

  moveTo(x: number, y: number): void {
    this.#x = x;
    this.#y = y;
  }

  lineTo(x: number, y: number): void {
    const [fromX, fromY, reach] = [this.#x, this.#y, this.#reach];
    const [alongX, alongY] = [x - fromX, y - fromY];
    const squared = alongX * alongX + alongY * alongY;
    const left = Math.max(Math.floor(Math.min(fromX, x) - reach), 0);
    const right = Math.min(Math.ceil(Math.max(fromX, x) + reach), this.width);
    const top = Math.max(Math.floor(Math.min(fromY, y) - reach), 0);
    const bottom = Math.min(Math.ceil(Math.max(fromY, y) + reach), this.height);
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) {
        const dx = column + 0.5 - fromX;
        const dy = row + 0.5 - fromY;
        const at = squared > 0 ? Math.min(Math.max((dx * alongX + dy * alongY) / squared, 0), 1) : 0;
        const distance = Math.sqrt((dx - at * alongX) ** 2 + (dy - at * alongY) ** 2);
        const index = row * this.width + column;
        const nearest = this.#distances[index] ?? 0;
        if (distance >= reach || distance >= nearest) continue;
        if (nearest === Number.POSITIVE_INFINITY) this.#touched.push(index);
        this.#distances[index] = distance;
      }
    this.#x = x;
    this.#y = y;
  }

  /** Writes line and casing as straight RGBA where `visible`, and forgets them. `rgba` is else left as it is. */
  paint(rgba: Uint8ClampedArray, colour: Rgb, visible: (column: number, row: number) => boolean): void {
    const half = (CONTOUR_WIDTH / 2) * this.pixelRatio + 0.5;
    for (const index of this.#touched) {
      const distance = this.#distances[index] ?? 0;
      this.#distances[index] = Number.POSITIVE_INFINITY;
      if (!visible(index % this.width, Math.floor(index / this.width))) continue;
      const line = Math.min(Math.max(half - distance, 0), 1);
      const casing = Math.min(Math.max(this.#reach - distance, 0), 1) * CASING_ALPHA * (1 - line);
      const alpha = line + casing;
      if (alpha <= 0) continue;
      const mixed = (k: 0 | 1 | 2) => (colour[k] * line + CASING_COLOUR[k] * casing) / alpha;
      rgba[index * 4] = mixed(0);
      rgba[index * 4 + 1] = mixed(1);
      rgba[index * 4 + 2] = mixed(2);
      rgba[index * 4 + 3] = alpha * 255;
    }
    this.#touched = [];
  }
}
