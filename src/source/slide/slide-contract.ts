/** Two kinds of tissue, and a stage micrometer to calibrate with. */
export type SlideKind = 'lymph-node' | 'prostate' | 'micrometer';

interface PointUm {
  readonly x: number;
  readonly y: number;
}

/** A procedural H&E slide. Slide space in um, origin at its top left corner. */
export interface Slide {
  readonly kind: SlideKind;
  readonly seed: number;
  readonly widthUm: number;
  readonly heightUm: number;
  /** A place worth starting at: a tumour's border. */
  readonly startUm: PointUm;
  readonly tour: readonly { readonly x: number; readonly y: number; readonly dwellMs: number }[];
  /**
   * RGBA8 (sRGB, A = 255) of width x height px, `origin` at the top left corner of the first. The px grid is
   * anchored to the slide, so rectangles at the same um/px agree where they overlap.
   */
  render(origin: PointUm, umPerPx: number, width: number, height: number, out: Uint8ClampedArray): void;
  /** 255 tumour, 0 not, one byte a px. */
  tumourMask(origin: PointUm, umPerPx: number, width: number, height: number, out: Uint8Array): void;
}
