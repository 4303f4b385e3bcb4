import type { PointUm } from '../../domain/geometry';

/** What lies on the simulated stage: a procedural slide, real tissue or a still image. Slide space in um, origin top left. */
export interface StageSlide {
  readonly widthUm: number;
  readonly heightUm: number;
  /** Where the stage starts. */
  readonly startUm: PointUm;
  /** Way points of the scripted tour; empty: no tour. */
  readonly tour: readonly { readonly x: number; readonly y: number; readonly dwellMs: number }[];
  /** Objectives that are of use on it; all of the turret where it does not say. */
  readonly objectives?: readonly number[];
  /** RGBA8 (sRGB, A = 255) of width x height px at `umPerPx`, `origin` at the top left corner of the first px.
   *  Every px depends only on its own place on the slide. */
  render(origin: PointUm, umPerPx: number, width: number, height: number, out: Uint8ClampedArray): void;
  /** 255 tumour, 0 not, one byte a px. Absent where it is not known. */
  tumourMask?(origin: PointUm, umPerPx: number, width: number, height: number, out: Uint8Array): void;
}

/** Blank glass under a halogen lamp, sRGB. */
export const GLASS = [243, 241, 243] as const;
