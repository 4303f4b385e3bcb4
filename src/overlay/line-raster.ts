import { CASING_COLOUR, CASING_WIDTH, CONTOUR_WIDTH } from './appearance';
import type { Rgb } from './colour-map';
import type { LinePath } from './contour-lines';

/** How a traced line is painted. */
export interface Stroke {
  readonly colour: Rgb;
  /** CSS px, at most CONTOUR_WIDTH. */
  readonly width: number;
  /** Alpha of the dark edge each side; 0: none. */
  readonly casing: number;
  /** Whether anything of it shows at a pixel. */
  visible(column: number, row: number): boolean;
  /** How much of the line, not of its edge, shows there, 0..1; left out: all. */
  share?(column: number, row: number): number;
}

/** Lays a colour over one pixel of straight RGBA; `at` is the index of its first channel. */
export function lay(rgba: Uint8ClampedArray, at: number, colour: Rgb, alpha: number): void {
  if (alpha <= 0) return;
  const under = ((rgba[at + 3] ?? 0) / 255) * (1 - alpha);
  const total = alpha + under;
  for (const k of [0, 1, 2] as const)
    rgba[at + k] = (colour[k] * alpha + (rgba[at + k] ?? 0) * under) / total;
  rgba[at + 3] = total * 255;
}

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

  /** Lays edge and line over straight RGBA where they are visible, and forgets the traced segments. */
  paint(rgba: Uint8ClampedArray, { colour, width, casing, visible, share }: Stroke): void {
    const half = (width / 2) * this.pixelRatio + 0.5;
    const edge = half + CASING_WIDTH * this.pixelRatio;
    for (const index of this.#touched) {
      const distance = this.#distances[index] ?? 0;
      this.#distances[index] = Number.POSITIVE_INFINITY;
      const [column, row] = [index % this.width, Math.floor(index / this.width)];
      if (!visible(column, row)) continue;
      lay(rgba, index * 4, CASING_COLOUR, Math.min(Math.max(edge - distance, 0), 1) * casing);
      const line = Math.min(Math.max(half - distance, 0), 1);
      if (line > 0) lay(rgba, index * 4, colour, line * (share?.(column, row) ?? 1));
    }
    this.#touched = [];
  }
}
