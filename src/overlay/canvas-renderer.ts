import type { FieldPlacement } from '../domain/geometry';
import { type Homography, nearestAffine } from '../domain/homography';
import {
  CELL_NO_TISSUE,
  CELL_NOT_ASSESSED,
  CELL_UNKNOWN,
  type OverlayLayer,
  type OverlayScene,
} from '../domain/overlay';
import { context2d } from '../gpu/canvas-2d';
import { BACKGROUND, HEAT_STEPS } from './appearance';
import { CanvasLines, type PlacedLayer } from './canvas-lines';
import { CanvasPatterns, css, outline } from './canvas-patterns';
import type { FrameFit } from './frame-fit';
import { heatTable } from './heat-table';
import { type OutputView, PLAIN_VIEW, uprightFit, viewTransform } from './output-view';
import { GRID_STEP, type SampleGrid, sampleGrid } from './sample-grid';
import { drawScaleBar, type ScaleBarPicture, scaleBar, scaleBarCorner } from './scale-bar';
import { type StateRuns, stateRuns } from './state-regions';
import { tissueGrid } from './tissue-grid';

export interface CanvasPicture {
  /** The camera field, as large as `scene.frameSize`. */
  readonly frame: CanvasImageSource;
  readonly scene: OverlayScene<Float32Array>;
}

/** Longest side of the upright picture that is laid on a target by a transform, px. */
const MOST_UPRIGHT_PX = 4096;

/**
 * Draws field and overlay by Canvas 2D, for machines without WebGPU: the same picture as GpuRenderer within
 * a few levels, from the same numbers. Positions come from `scene.placement`. Canvas 2D maps by affine transforms
 * only: a target's homography is drawn as the nearest affine one, and what turns, mirrors or stretches the frame does
 * so to lines and hatch as well.
 */
export class CanvasRenderer {
  readonly #scratch = new OffscreenCanvas(1, 1);
  readonly #small = new OffscreenCanvas(1, 1);
  readonly #patterns: CanvasPatterns;
  #lines: CanvasLines | null = null;
  #upright: CanvasRenderer | null = null;
  #bar: { readonly key: string; readonly picture: ScaleBarPicture } | null = null;

  constructor(private readonly context: OffscreenCanvasRenderingContext2D) {
    this.#patterns = new CanvasPatterns(context);
  }

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
    if (scene.placement && !scene.hatchAll)
      this.#drawLayers(scene.layers, fit, scene.placement, pixelRatio, frame);
    // Through an eyepiece the picture's edges may be out of sight: there the hatch says so everywhere.
    else if (content === 'overlay') this.#patterns.notAssessed([fit], pixelRatio);
    else this.#patterns.frame(fit, pixelRatio);
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
    frame: CanvasImageSource,
  ): void {
    const { context } = this;
    const states = layers.map((layer) => stateRuns(layer, fit, placement));
    const all = (state: number) => states.flatMap((runs) => runs.get(state) ?? []);
    this.#patterns.notExamined(all(CELL_UNKNOWN), pixelRatio);
    this.#patterns.notAssessed(all(CELL_NOT_ASSESSED), pixelRatio);
    const placed = layers.map((layer) => ({
      layer,
      grid: sampleGrid(layer, fit, placement),
      fit,
      placement,
    }));
    let tissue: Float32Array | null = null;
    placed.forEach(({ layer, grid }, k) => {
      const runs = states[k];
      if (!layer.style.heatmap || !runs) return;
      tissue ??= tissueGrid(this.#small, frame, fit, grid);
      context.save();
      // Clipping costs, and mostly all is known.
      if (runs.size > 1) context.clip(outline(runs.get(0) ?? []));
      this.#drawHeat(layer, grid, tissue, fit);
      context.restore();
    });
    this.#drawLines(
      placed,
      placed.filter((_, k) => isPartlyExamined(states[k])),
      pixelRatio,
    );
  }

  #drawHeat(
    { style }: OverlayLayer<Float32Array>,
    { columns, rows, probability }: SampleGrid,
    tissue: Float32Array,
    fit: FrameFit,
  ): void {
    const table = heatTable(style, false);
    const image = new ImageData(columns, rows);
    const { data } = image;
    for (let i = 0; i < probability.length; i++) {
      const p = probability[i] ?? Number.NaN;
      const entry = p >= 0 ? Math.round(p * (HEAT_STEPS - 1)) * 4 : -1;
      for (let k = 0; k < 3; k++) data[i * 4 + k] = table[entry + k] ?? 0;
      data[i * 4 + 3] = entry < 0 ? 0 : (table[entry + 3] ?? 0) * (tissue[i] ?? 1);
    }
    // A grid point is the centre of a pixel of the small picture.
    const corner = { x: fit.x - GRID_STEP / 2, y: fit.y - GRID_STEP / 2 };
    this.#lay(image, corner.x, corner.y, columns * GRID_STEP, rows * GRID_STEP);
  }

  /** @param cut layers of which only a part of the field was examined */
  #drawLines(placed: readonly PlacedLayer[], cut: readonly PlacedLayer[], pixelRatio: number): void {
    const { width, height } = this.context.canvas;
    let lines = this.#lines;
    if (lines?.size.width !== width || lines.size.height !== height || lines.pixelRatio !== pixelRatio)
      lines = this.#lines = new CanvasLines({ width, height }, pixelRatio);
    if (cut.length > 0) {
      const image = new ImageData(width, height);
      for (const each of cut) lines.rim(image.data, each);
      this.#lay(image, 0, 0, width, height);
    }
    for (const each of placed) {
      if (!each.layer.style.contours) continue;
      const image = new ImageData(width, height);
      lines.contour(image.data, each);
      this.#lay(image, 0, 0, width, height);
    }
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

  #drawBar(fit: FrameFit, umPerPx: number, pixelRatio: number): void {
    const bar = scaleBar(umPerPx / fit.scale, pixelRatio);
    if (!bar) return;
    const key = `${bar.label} ${bar.lengthPx} ${pixelRatio}`;
    if (this.#bar?.key !== key) this.#bar = { key, picture: drawScaleBar(bar, pixelRatio) };
    const corner = scaleBarCorner(fit, this.#bar.picture, pixelRatio);
    if (corner) this.context.drawImage(this.#bar.picture.canvas, corner.x, corner.y);
  }
}

/** Whether examined and other cells lie side by side in the field. */
function isPartlyExamined(runs: StateRuns | undefined): boolean {
  const states = [...(runs?.keys() ?? [])];
  const examined = states.filter((state) => state === 0 || state === CELL_NO_TISSUE).length;
  return examined > 0 && examined < states.length;
}
