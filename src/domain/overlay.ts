import type { FieldPlacement, SizePx } from './geometry';

/** Side of the toroidal window of cells kept on the GPU, cells. Cell (i, j) lives at (i mod N, j mod N). */
export const CELL_WINDOW = 512;

/** Cell states, stored as the float32 probability 0..1 or one of these negative codes. */
export const CELL_UNKNOWN = -1;
/** Seen and judged to hold no tissue: nothing is drawn, nothing was inferred. */
export const CELL_NO_TISSUE = -2;
/** Seen but not assessable (blur, exposure): hatched. */
export const CELL_NOT_ASSESSED = -3;

/** How one class of one model is drawn. */
export interface LayerStyle {
  readonly heatmap: boolean;
  readonly contours: boolean;
  /** 0..1. */
  readonly opacity: number;
  /** Probability from which a cell is positive, 0..1: where the contour runs and the heat begins. */
  readonly threshold: number;
  readonly colourMap: ColourMapName;
  /** sRGB 0..255, for the contour. */
  readonly contourColour: readonly [number, number, number];
}

/** Perceptual maps, safe for colour-blind users and readable on pink and purple. */
export type ColourMapName = 'viridis' | 'cividis';

/** Most tiles that come in at a time; further ones show at once. */
export const MAX_ARRIVALS = 16;

/** A square of cells that has just become known: it comes in from *looking* gradually. */
export interface Arrival {
  /** Top left cell, and cells a side. */
  readonly column: number;
  readonly row: number;
  readonly cells: number;
  /** 0: still drawn as looking; 1: wholly there. */
  readonly share: number;
}

/** One class of one model over the slide. The window holds {@link CELL_WINDOW}^2 float32, row by row. */
export interface OverlayLayer<Window> {
  readonly modelId: string;
  readonly classId: string;
  readonly window: Window;
  /** Size of a cell, um. Cell (i, j) covers [i * cellUm, (i + 1) * cellUm) of slide space. */
  readonly cellUm: number;
  readonly style: LayerStyle;
  /** Left out: everything known is wholly there. Canvas 2D, which draws seldom, does not look at it. */
  readonly arrivals?: readonly Arrival[];
}

/** What does not depend on the machine: what to draw, where. */
export interface OverlayScene<Window> {
  readonly frameSize: SizePx;
  /** Where the frame lies on the slide; null while tracking is lost: everything is then not assessed. */
  readonly placement: FieldPlacement | null;
  readonly layers: readonly OverlayLayer<Window>[];
  /** Nothing of the field is assessed (no calibration, wrong scale, lost): a striped frame says so. */
  readonly hatchAll: boolean;
  /** False while the user holds the key that shows the bare tissue. */
  readonly visible: boolean;
  /** Draw the scale bar (needs a placement or a known um/px). */
  readonly scaleBar: { readonly umPerPx: number } | null;
}

/**
 * Contour colours by place of the class among all loaded ones, sRGB 0..255: the hues of Okabe and Ito (2008), which
 * colour-blind users tell apart, each so light that with its dark edge it stands out from any tissue.
 */
const CONTOUR_COLOURS: readonly (readonly [number, number, number])[] = [
  [240, 228, 66],
  [100, 205, 238],
  [250, 188, 40],
  [255, 255, 255],
  [100, 222, 172],
  [255, 188, 150],
  [250, 184, 222],
  [178, 192, 255],
];

/** Colour of the contour of the n-th class of all loaded models, so that a class keeps it. */
export function contourColour(index: number): readonly [number, number, number] {
  return CONTOUR_COLOURS[index % CONTOUR_COLOURS.length] ?? [255, 255, 255];
}
