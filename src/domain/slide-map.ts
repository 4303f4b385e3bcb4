import type { FieldPlacement, PointUm, RectUm, SizePx } from './geometry';

/** What is known of a place on the slide, from least to most. */
export const COVERAGE = {
  /** Never in view. */
  notSeen: 0,
  /** In view, but out of focus or badly exposed: not assessed. */
  outOfFocus: 1,
  /** In view and sharp, but not (yet) inferred. */
  seen: 2,
  /** Inferred, or seen sharp to hold no tissue. */
  examined: 3,
} as const;
export type Coverage = (typeof COVERAGE)[keyof typeof COVERAGE];

/** Which part of the map to picture, of which model's class. */
export interface MapView {
  readonly island: number;
  /** Slide-space point of the picture's top left corner, um. */
  readonly origin: PointUm;
  /** um a px of the picture. */
  readonly umPerPx: number;
  /** px, at most MAX_MAP_PX each. */
  readonly width: number;
  readonly height: number;
  /** Class whose probabilities are wanted; null: colour and what was seen alone. */
  readonly layer: { readonly modelId: string; readonly classId: string } | null;
}

export const MAX_MAP_PX = 4096;

/** The map in a rectangle, row by row. */
export interface MapPicture {
  readonly view: MapView;
  /** sRGB with alpha 0 where nothing was seen; width * height * 4. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  /** The highest probability 0..1 under each px, NaN where none is known; width * height. */
  readonly probability: Float32Array<ArrayBuffer>;
  /** COVERAGE under each px: the least of its cells, so that a gap is never covered up; width * height. */
  readonly coverage: Uint8Array<ArrayBuffer>;
}

/** Where the map stands now. */
export interface MapState {
  /** Counts up with every change of what the map shows. */
  readonly revision: number;
  /** Island in view; null before the first. */
  readonly island: number | null;
  /** Islands that anything is known of. */
  readonly islands: readonly number[];
  /** um around all that is known of the island asked for (else the one in view); null where nothing is. */
  readonly extent: RectUm | null;
  /** The frame on the slide; null while tracking is lost. */
  readonly field: { readonly placement: FieldPlacement; readonly size: SizePx } | null;
  readonly canUndoClear: boolean;
  readonly bytes: number;
}
