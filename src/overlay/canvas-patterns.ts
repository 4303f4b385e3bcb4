import type { RectPx } from '../domain/geometry';
import {
  DIM_ALPHA,
  DIM_COLOUR,
  DOT_ALPHA,
  DOT_COLOUR,
  dotCoverage,
  dotSpacingPx,
  FRAME_ALPHA,
  FRAME_WIDTH,
  HATCH_ALPHA,
  HATCH_COLOUR,
  hatchCoverage,
  hatchPeriodPx,
  LOOKING_ALPHA,
  LOOKING_COLOUR,
  stripeCoverage,
} from './appearance';
import type { Rgb } from './colour-map';
import { lay } from './line-raster';

export const css = ([r, g, b]: Rgb, alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;

export function outline(rects: readonly RectPx[]): Path2D {
  const path = new Path2D();
  for (const { x, y, width, height } of rects) path.rect(x, y, width, height);
  return path;
}

interface Patterns {
  readonly pixelRatio: number;
  readonly hatch: CanvasPattern;
  readonly dots: CanvasPattern;
  readonly stripes: CanvasPattern;
}

/** What Canvas 2D fills places without an answer with. The patterns belong to the screen and stand still on it. */
export class CanvasPatterns {
  #made: Patterns | null = null;

  constructor(private readonly context: OffscreenCanvasRenderingContext2D) {}

  notAssessed(areas: readonly RectPx[], pixelRatio: number): void {
    if (areas.length > 0) this.#fill(areas, css(DIM_COLOUR, DIM_ALPHA), this.#patterns(pixelRatio).hatch);
  }

  notExamined(areas: readonly RectPx[], pixelRatio: number): void {
    if (areas.length > 0)
      this.#fill(areas, css(LOOKING_COLOUR, LOOKING_ALPHA), this.#patterns(pixelRatio).dots);
  }

  /** A striped band along the edges of what is seen of the picture. */
  frame(picture: RectPx, pixelRatio: number): void {
    const { width, height } = this.context.canvas;
    const px = (at: number, most: number) => Math.min(Math.max(Math.ceil(at - 0.5), 0), most);
    const [left, right] = [px(picture.x, width), px(picture.x + picture.width, width)];
    const [top, bottom] = [px(picture.y, height), px(picture.y + picture.height, height)];
    const band = FRAME_WIDTH * pixelRatio;
    const first = (low: number, high: number) => Math.min(px(low + band, high), high);
    const [innerLeft, innerTop] = [first(left, right), first(top, bottom)];
    const innerRight = Math.max(px(right - band, right), innerLeft);
    const innerBottom = Math.max(px(bottom - band, bottom), innerTop);
    const rect = (x: number, y: number, toX: number, toY: number) => ({
      x,
      y,
      width: toX - x,
      height: toY - y,
    });
    this.#fill(
      [
        rect(left, top, right, innerTop),
        rect(left, innerBottom, right, bottom),
        rect(left, innerTop, innerLeft, innerBottom),
        rect(innerRight, innerTop, right, innerBottom),
      ],
      this.#patterns(pixelRatio).stripes,
    );
  }

  #fill(areas: readonly RectPx[], ...styles: readonly (string | CanvasPattern)[]): void {
    const path = outline(areas);
    for (const style of styles) {
      this.context.fillStyle = style;
      this.context.fill(path);
    }
  }

  #patterns(pixelRatio: number): Patterns {
    if (this.#made?.pixelRatio === pixelRatio) return this.#made;
    const hatch = this.#pattern(hatchPeriodPx(pixelRatio), (rgba, at, x, y) =>
      lay(rgba, at, HATCH_COLOUR, hatchCoverage(x, y, pixelRatio) * HATCH_ALPHA),
    );
    const dots = this.#pattern(dotSpacingPx(pixelRatio), (rgba, at, x, y) =>
      lay(rgba, at, DOT_COLOUR, dotCoverage(x, y, pixelRatio) * DOT_ALPHA),
    );
    const stripes = this.#pattern(hatchPeriodPx(pixelRatio), (rgba, at, x, y) => {
      const light = stripeCoverage(x, y, pixelRatio);
      const mixed = (k: 0 | 1 | 2) => DIM_COLOUR[k] + (HATCH_COLOUR[k] - DIM_COLOUR[k]) * light;
      lay(rgba, at, [mixed(0), mixed(1), mixed(2)], FRAME_ALPHA);
    });
    this.#made = { pixelRatio, hatch, dots, stripes };
    return this.#made;
  }

  /** A tile that repeats both ways after so many px. */
  #pattern(
    period: number,
    paint: (rgba: Uint8ClampedArray, at: number, x: number, y: number) => void,
  ): CanvasPattern {
    const tile = new ImageData(period, period);
    for (let y = 0; y < period; y++)
      for (let x = 0; x < period; x++) paint(tile.data, (y * period + x) * 4, x + 0.5, y + 0.5);
    const canvas = new OffscreenCanvas(period, period);
    canvas.getContext('2d')?.putImageData(tile, 0, 0);
    const pattern = this.context.createPattern(canvas, 'repeat');
    if (!pattern) throw new Error('no pattern');
    return pattern;
  }
}
