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
/** Where a positive region ends at glass: the tissue's edge shows by itself, and holes stay quiet. */
export const THIN_WIDTH = 1;
/**
 * Dark edge each side of a line. Line and edge differ by 9 : 1 at least, so that one of the two differs by 3 : 1
 * from any tissue.
 */
export const CASING_WIDTH = 1.5;
export const CASING_COLOUR: Rgb = [6, 6, 10];
export const CASING_ALPHA = 0.9;
/** Slope per cell below which a crossing is a plateau at the threshold and no line is drawn. */
export const PLATEAU_SLOPE = 0.0005;
/** A glow in the contour's colour on its positive side: at the line, and how far it reaches. */
export const GLOW_ALPHA = 0.75;
export const GLOW_WIDTH = 14;

/** Unknown cells: not examined yet. Dimmed, under light dots that stand still on the screen. */
export const LOOKING_COLOUR: Rgb = [22, 25, 34];
export const LOOKING_ALPHA = 0.55;
export const DOT_COLOUR: Rgb = [240, 242, 248];
export const DOT_ALPHA = 0.85;
export const DOT_RADIUS = 1.5;
export const DOT_SPACING = 24;

/** Around what was examined: light dashes on a dark line. Where a positive region is cut there, in its colour. */
export const RIM_COLOUR: Rgb = [244, 246, 250];
/** Along the horizontal; twice as long along the vertical, so that slanted borders are dashed too. */
export const DASH_PERIOD = 11;
export const DASH_SHARE = 0.6;
/** Share of examined cells about a point beyond which it does not count as lying at the rim. */
export const WELL_INSIDE = 0.75;

/** Not assessed: tissue dimmed, not hidden, under fine diagonal lines that stand still on the screen. */
export const DIM_COLOUR: Rgb = [28, 31, 40];
export const DIM_ALPHA = 0.62;
export const HATCH_COLOUR: Rgb = [240, 242, 248];
export const HATCH_ALPHA = 0.85;
/** Distance between two lines along the horizontal; they are period / sqrt(2) apart. */
export const HATCH_PERIOD = 13;
export const HATCH_WIDTH = 1.5;
/** Nothing of the field is assessed: the tissue stays clear to find the way by, in a broadly striped frame. */
export const FRAME_WIDTH = 14;
export const FRAME_ALPHA = 0.92;

/**
 * Colourfulness ((most - least) / most of the channels) up to which a place is glass, lumen or mucin, and from which
 * it is stained: heat lies on tissue only. What is darker than `TISSUE_DARK` is tissue whatever its colour.
 */
export const GLASS_COLOUR = 0.03;
export const TISSUE_COLOUR = 0.07;
export const TISSUE_DARK = 0.55;

/**
 * Cells each side of the stage that the toroidal window surely holds: it follows the stage in steps of an
 * eighth of its side, and the stage may be a few cells ahead. Beyond, a cell is drawn as unknown.
 */
export const WINDOW_REACH = (CELL_WINDOW * 3) / 8 - 8;

/** Horizontal distance of hatch lines in device px, a whole number so that a pattern tile repeats exactly. */
export function hatchPeriodPx(pixelRatio: number): number {
  return Math.max(4, Math.round(HATCH_PERIOD * pixelRatio));
}

const clampUnit = (value: number) => Math.min(Math.max(value, 0), 1);

function diagonalCoverage(x: number, y: number, period: number, width: number): number {
  const distance = Math.abs(((x + y) % period) - period / 2) * Math.SQRT1_2;
  return clampUnit(width / 2 + 0.5 - distance);
}

/** Coverage 0..1 by a hatch line of the device pixel whose centre is (x, y). */
export function hatchCoverage(x: number, y: number, pixelRatio: number): number {
  return diagonalCoverage(x, y, hatchPeriodPx(pixelRatio), HATCH_WIDTH * pixelRatio);
}

/** The same by a light stripe of the frame, as wide as the dark ones. */
export function stripeCoverage(x: number, y: number, pixelRatio: number): number {
  const period = hatchPeriodPx(pixelRatio);
  return diagonalCoverage(x, y, period, (period / 2) * Math.SQRT1_2);
}

/** Distance of dots in device px, a whole number. */
export function dotSpacingPx(pixelRatio: number): number {
  return Math.max(4, Math.round(DOT_SPACING * pixelRatio));
}

/** Coverage 0..1 of a device pixel by the dots of what is not examined. */
export function dotCoverage(x: number, y: number, pixelRatio: number): number {
  const spacing = dotSpacingPx(pixelRatio);
  const distance = Math.hypot((x % spacing) - spacing / 2, (y % spacing) - spacing / 2);
  return clampUnit(DOT_RADIUS * pixelRatio + 0.5 - distance);
}

/** How much of a dash lies at a place on the slide; `pxPerUm` and the dashes in device px. */
export function dashCoverage(xUm: number, yUm: number, pxPerUm: number, pixelRatio: number): number {
  const period = DASH_PERIOD * pixelRatio;
  const along = ((xUm + 0.5 * yUm) * pxPerUm) / period;
  const off = Math.abs(along - Math.floor(along) - 0.5);
  return clampUnit((DASH_SHARE / 2 - off) * period + 0.5);
}

/** Alpha of the glow so many device px inside the contour. */
export function glowAlpha(distance: number, pixelRatio: number): number {
  return GLOW_ALPHA * clampUnit(1 - distance / (GLOW_WIDTH * pixelRatio)) ** 2;
}

const smoothstep = (low: number, high: number, value: number) => {
  const t = clampUnit((value - low) / (high - low));
  return t * t * (3 - 2 * t);
};

/** How much of the heat a place of this colour carries: 0 glass, 1 tissue. Channels 0..255. */
export function tissueShare(red: number, green: number, blue: number): number {
  const most = Math.max(red, green, blue);
  if (most <= 0) return 1;
  const stained = smoothstep(GLASS_COLOUR, TISSUE_COLOUR, (most - Math.min(red, green, blue)) / most);
  return Math.max(stained, 1 - smoothstep(TISSUE_DARK - 0.1, TISSUE_DARK, most / 255));
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
      ...{ HEAT_STEPS, CONTOUR_WIDTH, THIN_WIDTH, CASING_WIDTH, CASING_ALPHA, PLATEAU_SLOPE },
      ...{
        GLOW_ALPHA,
        GLOW_WIDTH,
        LOOKING_ALPHA,
        DOT_ALPHA,
        DOT_RADIUS,
        DASH_PERIOD,
        DASH_SHARE,
        WELL_INSIDE,
      },
      ...{ DIM_ALPHA, HATCH_ALPHA, HATCH_WIDTH, FRAME_WIDTH, FRAME_ALPHA, WINDOW_REACH },
      ...{ GLASS_COLOUR, TISSUE_COLOUR, TISSUE_DARK },
      ...{ UNKNOWN: CELL_UNKNOWN, NO_TISSUE: CELL_NO_TISSUE, NOT_ASSESSED: CELL_NOT_ASSESSED },
    },
    i32: { CELL_WINDOW },
    vector: {
      BACKGROUND: unit(BACKGROUND),
      CASING_COLOUR: unit(CASING_COLOUR),
      LOOKING_COLOUR: unit(LOOKING_COLOUR),
      DOT_COLOUR: unit(DOT_COLOUR),
      RIM_COLOUR: unit(RIM_COLOUR),
      DIM_COLOUR: unit(DIM_COLOUR),
      HATCH_COLOUR: unit(HATCH_COLOUR),
    },
  });
}
