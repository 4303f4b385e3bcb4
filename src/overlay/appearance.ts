import { CELL_NO_TISSUE, CELL_NOT_ASSESSED, CELL_UNKNOWN, CELL_WINDOW } from '../domain/overlay';
import { constantText } from '../gpu/constants';
import type { Rgb } from './colour-map';

/**
 * How the overlay looks, defined once for both renderers: the shader gets these numbers as WGSL constants.
 * Lengths are CSS px (times the device pixel ratio on screen), colours sRGB 0..255, alphas 0..1.
 */

/** Entries of a layer's table of heat colours, from probability 0 to 1. */
export const HEAT_STEPS = 256;

/** Heat just at the threshold, at probability 1, and the most below the threshold (a hint, never a claim). */
export const HEAT_FAINT = 0.1;
export const HEAT_MOST = 0.72;

/** Around the frame where the target has another shape. */
export const BACKGROUND: Rgb = [11, 12, 16];

export const CONTOUR_WIDTH = 2;
/** Dark edge each side of the contour, so that it reads on pale stroma and on dark nuclei alike. */
export const CASING_WIDTH = 1;
export const CASING_COLOUR: Rgb = [18, 16, 28];
export const CASING_ALPHA = 0.62;
/** Slope per cell below which a crossing is a plateau at the threshold and no line is drawn. */
export const PLATEAU_SLOPE = 0.0005;

/** Unknown cells: being looked at. */
export const LOOKING_COLOUR: Rgb = [126, 138, 160];
export const LOOKING_ALPHA = 0.2;

/** Not assessed: tissue dimmed, not hidden, under fine diagonal lines that stand still on the screen. */
export const DIM_COLOUR: Rgb = [52, 56, 66];
export const DIM_ALPHA = 0.4;
export const HATCH_COLOUR: Rgb = [240, 242, 248];
export const HATCH_ALPHA = 0.42;
/** Distance between two lines along the horizontal; they are period / sqrt(2) apart. */
export const HATCH_PERIOD = 13;
export const HATCH_WIDTH = 1.5;

/**
 * Cells each side of the stage that the toroidal window surely holds: it follows the stage in steps of an
 * eighth of its side, and the stage may be a few cells ahead. Beyond, a cell is drawn as unknown.
 */
export const WINDOW_REACH = (CELL_WINDOW * 3) / 8 - 8;

/** Horizontal distance of hatch lines in device px, a whole number so that a pattern tile repeats exactly. */
export function hatchPeriodPx(pixelRatio: number): number {
  return Math.max(4, Math.round(HATCH_PERIOD * pixelRatio));
}

/** Coverage 0..1 by a hatch line of the device pixel whose centre is (x, y). */
export function hatchCoverage(x: number, y: number, pixelRatio: number): number {
  const period = hatchPeriodPx(pixelRatio);
  const phase = (x + y) % period;
  const distance = Math.abs(phase - period / 2) * Math.SQRT1_2;
  return Math.min(Math.max((HATCH_WIDTH * pixelRatio) / 2 + 0.5 - distance, 0), 1);
}

/** Alpha of the heat at probability `p` for a threshold, before the user's opacity; continuous and rising. */
export function heatAlpha(p: number, threshold: number): number {
  if (p < threshold) return HEAT_FAINT * (p / threshold) ** 4;
  const above = threshold < 1 ? (1 - p) / (1 - threshold) : 0;
  return HEAT_MOST - (HEAT_MOST - HEAT_FAINT) * above ** 3;
}

const unit = (rgb: Rgb) => rgb.map((channel) => channel / 255);

/** The numbers above as WGSL constants, put before the shader's text. */
export function shaderConstants(): string {
  return constantText({
    float: {
      ...{ HEAT_STEPS, CONTOUR_WIDTH, CASING_WIDTH, CASING_ALPHA, PLATEAU_SLOPE, LOOKING_ALPHA },
      ...{ DIM_ALPHA, HATCH_ALPHA, HATCH_WIDTH, WINDOW_REACH },
      ...{ UNKNOWN: CELL_UNKNOWN, NO_TISSUE: CELL_NO_TISSUE, NOT_ASSESSED: CELL_NOT_ASSESSED },
    },
    i32: { CELL_WINDOW },
    vector: {
      BACKGROUND: unit(BACKGROUND),
      CASING_COLOUR: unit(CASING_COLOUR),
      LOOKING_COLOUR: unit(LOOKING_COLOUR),
      DIM_COLOUR: unit(DIM_COLOUR),
      HATCH_COLOUR: unit(HATCH_COLOUR),
    },
  });
}
