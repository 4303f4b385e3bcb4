import type { FieldPlacement, RectPx } from '../domain/geometry';
import { type Homography, nearestAffine } from '../domain/homography';
import { CELL_NOT_ASSESSED, CELL_UNKNOWN, type OverlayLayer, type OverlayScene } from '../domain/overlay';
import { context2d } from '../gpu/canvas-2d';
import {
  BACKGROUND,
  DIM_ALPHA,
  DIM_COLOUR,
  HATCH_ALPHA,
  HATCH_COLOUR,
  HEAT_STEPS,
  hatchCoverage,
  hatchPeriodPx,
  LOOKING_ALPHA,
  LOOKING_COLOUR,
} from './appearance';
import { cellState } from './cell-sample';
import type { Rgb } from './colour-map';
import { traceContours } from './contour-lines';
import type { FrameFit } from './frame-fit';
import { heatTable } from './heat-table';
import { LineRaster } from './line-raster';
import { type OutputView, PLAIN_VIEW, uprightFit, viewTransform } from './output-view';
import { GRID_STEP, type SampleGrid, sampleGrid } from './sample-grid';
import { drawScaleBar, type ScaleBarPicture, scaleBar, scaleBarCorner } from './scale-bar';
import { stateRuns, targetScale, withinReach } from './state-regions';

export interface CanvasPicture {
  /** The camera field, as large as `scene.frameSize`. */
  readonly frame: CanvasImageSource;
  readonly scene: OverlayScene<Float32Array>;
}

/** Longest side of the upright picture that is laid on a target by a transform, px. */
const MOST_UPRIGHT_PX = 4096;

const css = ([r, g, b]: Rgb, alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;

/**
 * Draws field and overlay by Canvas 2D, for machines without WebGPU: the same picture as GpuRenderer within
 * a few levels, from the same numbers. Positions come from `scene.placement`. Canvas 2D maps by affine transforms
 * only: a target's homography is drawn as the nearest affine one, and what turns, mirrors or stretches the frame does
 * so to lines and hatch as well.
 */
export class CanvasRenderer {
  readonly #scratch = new OffscreenCanvas(1, 1);
  #lines: LineRaster | null = null;
  #hatch: { readonly pixelRatio: number; readonly pattern: CanvasPattern } | null = null;
  #upright: CanvasRenderer | null = null;
  #bar: { readonly key: string; readonly picture: ScaleBarPicture } | null = null;

  constructor(private readonly context: OffscreenCanvasRenderingContext2D) {}

  /** Draws over the whole canvas of the context. */
  render(picture: CanvasPicture, view: OutputView = PLAIN_VIEW): void {
    const { context } = this;
    const { frameSize } = picture.scene;
    const fit = uprightFit(view, frameSize, context.canvas);
    context.fillStyle = view.content === 'overlay' ? 'black' : css(BACKGROUND);
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    if (fit) this.#draw(picture, fit, view);
    else this.#drawMapped(picture, viewTransform(view, frameSize, context.canvas), view);
  }

  #draw({ frame, scene }: CanvasPicture, fit: FrameFit, { pixelRatio, content }: OutputView): void {
    const { context } = this;
    if (content === 'picture') {
      context.imageSmoothingEnabled = fit.scale !== 1;
      context.imageSmoothingQuality = fit.scale < 1 ? 'high' : 'low';
      context.drawImage(frame, fit.x, fit.y, fit.width, fit.height);
    }
    if (!scene.visible) return;
    if (scene.hatchAll || !scene.placement) this.#drawHatch([fit], pixelRatio);
    else this.#drawLayers(scene.layers, fit, scene.placement, pixelRatio);
    if (scene.scaleBar) this.#drawBar(fit, scene.scaleBar.umPerPx, pixelRatio);
  }

  /** Draws upright, about as large as it will be, and lays that on the target. */
  #drawMapped({ frame, scene }: CanvasPicture, transform: Homography, view: OutputView): void {
    const { context } = this;
    const { affine } = nearestAffine(transform, scene.frameSize);
    const { a, b, c, d, e, f } = affine;
    const scale = Math.min(
      Math.sqrt(Math.abs(a * d - b * c)),
      MOST_UPRIGHT_PX / Math.max(scene.frameSize.width, scene.frameSize.height),
    );
    const width = Math.max(1, Math.round(scene.frameSize.width * scale));
    const height = Math.max(1, Math.round(scene.frameSize.height * scale));
    const upright = this.#uprightOf(width, height);
    // No one length of a scale bar would be right in every direction.
    upright.render({ frame, scene: { ...scene, scaleBar: null } }, { ...view, transform: null });
    context.save();
    context.setTransform(a, b, c, d, e, f);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    context.drawImage(upright.context.canvas, 0, 0, scene.frameSize.width, scene.frameSize.height);
    context.restore();
  }

  #uprightOf(width: number, height: number): CanvasRenderer {
    this.#upright ??= new CanvasRenderer(context2d(new OffscreenCanvas(width, height)));
    const { canvas } = this.#upright.context;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    return this.#upright;
  }

  #drawLayers(
    layers: readonly OverlayLayer<Float32Array>[],
    fit: FrameFit,
    placement: FieldPlacement,
    pixelRatio: number,
  ): void {
    const { context } = this;
    const states = layers.map((layer) => stateRuns(layer, fit, placement));
    const all = (state: number) => states.flatMap((runs) => runs.get(state) ?? []);
    context.fillStyle = css(LOOKING_COLOUR, LOOKING_ALPHA);
    context.fill(outline(all(CELL_UNKNOWN)));
    this.#drawHatch(all(CELL_NOT_ASSESSED), pixelRatio);
    const grids = layers.map((layer) => sampleGrid(layer, fit, placement));
    layers.forEach((layer, k) => {
      const [grid, runs] = [grids[k], states[k]];
      if (!layer.style.heatmap || !grid || !runs) return;
      context.save();
      // Clipping costs, and mostly all is known.
      if (runs.size > 1) context.clip(outline(runs.get(0) ?? []));
      this.#drawHeat(layer, grid, fit);
      context.restore();
    });
    layers.forEach((layer, k) => {
      const grid = grids[k];
      if (layer.style.contours && grid) this.#drawContours(layer, grid, fit, placement, pixelRatio);
    });
  }

  #drawHeat({ style }: OverlayLayer<Float32Array>, grid: SampleGrid, fit: FrameFit): void {
    const { columns, rows, probability } = grid;
    const table = new Uint32Array(heatTable(style, false).buffer);
    const image = new ImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < probability.length; i++) {
      const p = probability[i] ?? Number.NaN;
      if (p >= 0) pixels[i] = table[Math.round(p * (HEAT_STEPS - 1))] ?? 0;
    }
    // A grid point is the centre of a pixel of the small picture.
    const corner = { x: fit.x - GRID_STEP / 2, y: fit.y - GRID_STEP / 2 };
    this.#lay(image, corner.x, corner.y, columns * GRID_STEP, rows * GRID_STEP);
  }

  #drawContours(
    layer: OverlayLayer<Float32Array>,
    { columns, rows, smooth }: SampleGrid,
    fit: FrameFit,
    placement: FieldPlacement,
    pixelRatio: number,
  ): void {
    const { width, height } = this.context.canvas;
    let lines = this.#lines;
    if (lines?.width !== width || lines.height !== height || lines.pixelRatio !== pixelRatio)
      lines = this.#lines = new LineRaster(width, height, pixelRatio);
    const { style, window, cellUm } = layer;
    traceContours(lines, smooth, columns, rows, style.threshold, { x: fit.x, y: fit.y, step: GRID_STEP });
    const { centreX, centreY, pxPerUm } = targetScale(fit, placement);
    const cell = (stage: number, px: number, centre: number) =>
      Math.floor((stage + (px + 0.5 - centre) / pxPerUm) / cellUm);
    const image = new ImageData(width, height);
    lines.paint(image.data, style.contourColour, (x, y) => {
      const column = cell(placement.centre.x, x, centreX);
      const row = cell(placement.centre.y, y, centreY);
      return withinReach(layer, placement, column, row) && cellState(window, column, row) === 0;
    });
    this.#lay(image, 0, 0, width, height);
  }

  /** Lays a picture over the target by way of a canvas, for it to be blended and scaled. */
  #lay(image: ImageData, x: number, y: number, width: number, height: number): void {
    this.#scratch.width = image.width;
    this.#scratch.height = image.height;
    this.#scratch.getContext('2d', { willReadFrequently: true })?.putImageData(image, 0, 0);
    this.context.imageSmoothingEnabled = image.width !== width;
    this.context.imageSmoothingQuality = 'low';
    this.context.drawImage(this.#scratch, x, y, width, height);
  }

  #drawHatch(areas: readonly RectPx[], pixelRatio: number): void {
    if (areas.length === 0) return;
    const { context } = this;
    const path = outline(areas);
    context.fillStyle = css(DIM_COLOUR, DIM_ALPHA);
    context.fill(path);
    if (this.#hatch?.pixelRatio !== pixelRatio)
      this.#hatch = { pixelRatio, pattern: hatchPattern(context, pixelRatio) };
    context.fillStyle = this.#hatch.pattern;
    context.fill(path);
  }

  #drawBar(fit: FrameFit, umPerPx: number, pixelRatio: number): void {
    const bar = scaleBar(umPerPx / fit.scale, pixelRatio);
    if (!bar) return;
    const key = `${bar.label} ${bar.lengthPx} ${pixelRatio}`;
    if (this.#bar?.key !== key) this.#bar = { key, picture: drawScaleBar(bar, pixelRatio) };
    const corner = scaleBarCorner(fit, this.#bar.picture, pixelRatio);
    if (corner) this.context.drawImage(this.#bar.picture.canvas, corner.x, corner.y);
  }
}

function outline(rects: readonly RectPx[]): Path2D {
  const path = new Path2D();
  for (const { x, y, width, height } of rects) path.rect(x, y, width, height);
  return path;
}

/** A tile of the hatch, which repeats after one period both ways. */
function hatchPattern(context: OffscreenCanvasRenderingContext2D, pixelRatio: number): CanvasPattern {
  const period = hatchPeriodPx(pixelRatio);
  const tile = new ImageData(period, period);
  for (let y = 0; y < period; y++)
    for (let x = 0; x < period; x++) {
      const alpha = hatchCoverage(x + 0.5, y + 0.5, pixelRatio) * HATCH_ALPHA;
      tile.data.set([...HATCH_COLOUR, Math.round(alpha * 255)], (y * period + x) * 4);
    }
  const canvas = new OffscreenCanvas(period, period);
  canvas.getContext('2d')?.putImageData(tile, 0, 0);
  const pattern = context.createPattern(canvas, 'repeat');
  if (!pattern) throw new Error('no hatch pattern');
  return pattern;
}
