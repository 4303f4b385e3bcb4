import type { PointUm } from './geometry';

/**
 * Result of registering one frame. The GPU form is 8 float32 in a storage buffer, in this order:
 * centre.x, centre.y (um), umPerPx, confidence, island, shift.x, shift.y (px since the last frame), 0.
 */
export interface TrackedField {
  /** Slide-space point at the frame's centre, um; origin where tracking began. */
  readonly centre: PointUm;
  readonly umPerPx: number;
  /** 0 (lost) .. 1 (certain). */
  readonly confidence: number;
  /** Counts up each time the track is lost; positions of different islands cannot be compared. */
  readonly island: number;
  /** Motion against the frame before, px. */
  readonly shiftPx: { readonly x: number; readonly y: number };
}

export const TRACKED_FIELD_FLOATS = 8;
