/** Constants of the registration, shared by the shaders (as pipeline constants) and their CPU reference. */
export const REGISTRATION = {
  /** Brightness below which there is only noise, 0..1. */
  DARKEST: 8 / 255,
  /** Longest side of the signal image, px, about: the field is reduced by a whole factor. */
  SIGNAL_SIDE: 256,
  /** Side of the cells whose means make the baseline, signal px: structure above about 3 cells is shading. */
  BASELINE_CELL: 8,
  /** Grid of the phase correlation. */
  GRID_WIDTH: 128,
  GRID_HEIGHT: 64,
  /** Weight of the stain signal beside log luma in the phase correlation: it varies half as much. */
  STAIN_WEIGHT: 2,
  /** Exponent of the whitening: 0 plain correlation, 1 pure phase, which a noisy band would spoil. */
  WHITENING: 0.7,
  /** Cells of the correlation around the first peak that belong to it. */
  PEAK_REACH: 3,
  /** Every so many signal px, across and down, are compared: to choose a candidate, and to refine it. */
  COARSE_STEP: 4,
  FINE_STEP: 3,
  /** Gauss-Newton steps of the sub-pixel search. */
  STEPS: 3,
  /** Largest change of the shift in one of them, signal px. */
  LONGEST_STEP: 2,
  /** Samples count less the more they disagree: their spread where the signals correlate fully, and more below. */
  STIFFNESS_FLOOR: 0.1,
  STIFFNESS_SLOPE: 2,
  /** Variance below which a signal holds too little structure: luma, stain. */
  LEAST_LUMA: 0.0004,
  LEAST_STAIN: 0.0002,
  /** Correlation from which both signals must agree. */
  AGREES: 0.35,
  /** Trust at that correlation, and correlation from which trust is full. */
  TRUST_FLOOR: 0.2,
  TRUST_FULL: 0.95,
  /** Correlation below which the look has changed so much that the field becomes a keyframe. */
  CHANGED: 0.6,
  /** Frames that such a keyframe must be old, so that noise alone does not chain keyframe to keyframe. */
  SETTLED: 30,
  /** Share of the field that must overlap with the keyframe. */
  LEAST_OVERLAP: 0.3,
  /** Distance from the keyframe, as share of the field's sides, beyond which the field becomes one. */
  NEXT_KEYFRAME: 0.25,
  /** Distance from a keyframe, as share of the field's sides, from which it is no longer useful. */
  REACH: 0.6,
  /** Keyframes kept. */
  KEYFRAMES: 32,
  /** Frames without agreement after which a new island begins. */
  MISSES: 2,
} as const;

/** Sizes that follow from the field's size. */
export interface SignalSize {
  /** Field px a signal px. */
  readonly factor: number;
  readonly width: number;
  readonly height: number;
}

export function signalSize(field: { readonly width: number; readonly height: number }): SignalSize {
  const factor = Math.max(1, Math.round(Math.max(field.width, field.height) / REGISTRATION.SIGNAL_SIDE));
  return { factor, width: Math.floor(field.width / factor), height: Math.floor(field.height / factor) };
}
