import type { FieldPlacement, SizePx } from '../domain/geometry';
import type { OverlayLayer } from '../domain/overlay';
import {
  CASING_ALPHA,
  CONTOUR_WIDTH,
  dashCoverage,
  GLOW_WIDTH,
  glowAlpha,
  RIM_COLOUR,
  THIN_WIDTH,
  WELL_INSIDE,
} from './appearance';
import { cellState, contourDistance } from './cell-sample';
import { traceContours } from './contour-lines';
import type { FrameFit } from './frame-fit';
import { LineRaster, lay } from './line-raster';
import { GRID_STEP, type SampleGrid } from './sample-grid';
import { targetScale, withinReach } from './state-regions';

/** One layer with its samples, where it lies on the target. */
export interface PlacedLayer {
  readonly layer: OverlayLayer<Float32Array>;
  readonly grid: SampleGrid;
  readonly fit: FrameFit;
  readonly placement: FieldPlacement;
}

/** Where the px of the target lie on the slide. */
interface SlidePlace {
  readonly pxPerUm: number;
  umAt(column: number, row: number): { x: number; y: number };
  /** Whether the window holds the cell there, and whether that has an answer. */
  reached(column: number, row: number): boolean;
  known(column: number, row: number): boolean;
}

/** Paints the lines of layers as straight RGBA of the target's size: the maths of layer.wgsl. */
export class CanvasLines {
  readonly #raster: LineRaster;

  constructor(
    readonly size: SizePx,
    readonly pixelRatio: number,
  ) {
    this.#raster = new LineRaster(size.width, size.height, pixelRatio);
  }

  /** Around what was examined: light dashes on a dark line. */
  rim(rgba: Uint8ClampedArray, placed: PlacedLayer): void {
    const place = slidePlace(placed);
    this.#trace(placed, placed.grid.examined, 0.5);
    this.#raster.paint(rgba, {
      ...{ colour: RIM_COLOUR, width: CONTOUR_WIDTH, casing: CASING_ALPHA, visible: place.reached },
      share: (column, row) => this.#dash(place, column, row),
    });
  }

  /**
   * Contour and glow, and what closes the outline of a positive region where it is cut: dashed at the rim of what was
   * examined, thin at glass.
   */
  contour(rgba: Uint8ClampedArray, placed: PlacedLayer): void {
    const { layer, grid, fit } = placed;
    const { contourColour: colour, threshold } = layer.style;
    const place = slidePlace(placed);
    this.#glow(rgba, placed, place);
    this.#trace(placed, grid.smooth, threshold);
    this.#raster.paint(rgba, { colour, width: CONTOUR_WIDTH, casing: CASING_ALPHA, visible: place.known });
    const positive = (column: number, row: number) =>
      valueAt(grid, grid.smooth, fit, column, row) >= threshold;
    this.#trace(placed, grid.examined, 0.5);
    this.#raster.paint(rgba, {
      ...{ colour, width: CONTOUR_WIDTH, casing: 0, visible: place.reached },
      share: (column, row) => (positive(column, row) ? this.#dash(place, column, row) : 0),
    });
    const inside = (column: number, row: number) =>
      valueAt(grid, grid.examined, fit, column, row) >= WELL_INSIDE;
    this.#trace(placed, grid.known, 0.5);
    this.#raster.paint(rgba, {
      ...{ colour, width: THIN_WIDTH, casing: 0, visible: place.reached },
      share: (column, row) => (positive(column, row) && inside(column, row) ? 1 : 0),
    });
  }

  #trace({ grid, fit }: PlacedLayer, values: Float32Array, level: number): void {
    const place = { x: fit.x, y: fit.y, step: GRID_STEP };
    traceContours(this.#raster, values, grid.columns, grid.rows, level, place);
  }

  #dash({ umAt, pxPerUm }: SlidePlace, column: number, row: number): number {
    const { x, y } = umAt(column, row);
    return dashCoverage(x, y, pxPerUm, this.pixelRatio);
  }

  /** Only squares of the grid that the glow can reach are looked at px by px. */
  #glow(rgba: Uint8ClampedArray, { layer, grid, fit }: PlacedLayer, { pxPerUm, known }: SlidePlace): void {
    const { columns, rows, smooth, slope, bend } = grid;
    const { threshold, contourColour } = layer.style;
    const cellPx = layer.cellUm * pxPerUm;
    const reach = (GLOW_WIDTH * this.pixelRatio) / cellPx;
    const near = (at: number) => {
      const inside = (smooth[at] ?? Number.NaN) - threshold;
      return inside >= 0 && contourDistance(inside, slope[at] ?? 0, bend[at] ?? 0) <= reach;
    };
    const px = (from: number, step: number) => Math.max(Math.ceil(from + step * GRID_STEP - 0.5), 0);
    for (let r = 0; r + 1 < rows; r++)
      for (let c = 0; c + 1 < columns; c++) {
        const at = r * columns + c;
        if (!near(at) && !near(at + 1) && !near(at + columns) && !near(at + columns + 1)) continue;
        const right = Math.min(px(fit.x, c + 1), this.size.width);
        const bottom = Math.min(px(fit.y, r + 1), this.size.height);
        for (let y = px(fit.y, r); y < bottom; y++)
          for (let x = px(fit.x, c); x < right; x++) {
            const inside = valueAt(grid, smooth, fit, x, y) - threshold;
            if (!(inside >= 0) || !known(x, y)) continue;
            const [steep, bent] = [valueAt(grid, slope, fit, x, y), valueAt(grid, bend, fit, x, y)];
            const alpha = glowAlpha(contourDistance(inside, steep, bent) * cellPx, this.pixelRatio);
            lay(rgba, (y * this.size.width + x) * 4, contourColour, alpha);
          }
      }
  }
}

function slidePlace({ layer, fit, placement }: PlacedLayer): SlidePlace {
  const { centreX, centreY, pxPerUm } = targetScale(fit, placement);
  const xAt = (column: number) => placement.centre.x + (column + 0.5 - centreX) / pxPerUm;
  const yAt = (row: number) => placement.centre.y + (row + 0.5 - centreY) / pxPerUm;
  const cell = (um: number) => Math.floor(um / layer.cellUm);
  const reached = (column: number, row: number) =>
    withinReach(layer, placement, cell(xAt(column)), cell(yAt(row)));
  return {
    pxPerUm,
    umAt: (column, row) => ({ x: xAt(column), y: yAt(row) }),
    reached,
    known: (column, row) =>
      reached(column, row) && cellState(layer.window, cell(xAt(column)), cell(yAt(row))) === 0,
  };
}

/** Bilinear between the points of the grid, at the centre of a target px. */
function valueAt(
  { columns }: SampleGrid,
  values: Float32Array,
  fit: FrameFit,
  column: number,
  row: number,
): number {
  const x = (column + 0.5 - fit.x) / GRID_STEP;
  const y = (row + 0.5 - fit.y) / GRID_STEP;
  const [c, r] = [Math.floor(x), Math.floor(y)];
  const at = r * columns + c;
  const along = (start: number) => {
    const from = values[start] ?? Number.NaN;
    return from + ((values[start + 1] ?? Number.NaN) - from) * (x - c);
  };
  const above = along(at);
  return above + (along(at + columns) - above) * (y - r);
}
