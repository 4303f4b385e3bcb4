import type { TrackedField } from '../domain/tracking';
import { f32, struct, vec2f } from './struct';

/** A {@link TrackedField} on the GPU: written by tracking, read by the overlay before the CPU knows of it. */
export const TRACKED = struct('Tracked', {
  /** um */
  centre: vec2f,
  um_per_px: f32,
  confidence: f32,
  island: f32,
  /** px since the last frame */
  shift_x: f32,
  shift_y: f32,
  /** 0 or 1 */
  structured: f32,
});

/** As it was read back. */
export function trackedField(bytes: ArrayBuffer): TrackedField {
  const { centre, um_per_px, confidence, island, shift_x, shift_y, structured } = TRACKED.unpack(bytes);
  return {
    centre: { x: centre[0], y: centre[1] },
    umPerPx: um_per_px,
    confidence,
    island,
    shiftPx: { x: shift_x, y: shift_y },
    structured: structured > 0,
  };
}

/** As the GPU reads it; null: not placed. */
export function packTracked(tracked: TrackedField | null): ArrayBuffer {
  if (!tracked) return TRACKED.pack(TRACKED.zero());
  const { centre, umPerPx, confidence, island, shiftPx, structured = true } = tracked;
  return TRACKED.pack({
    centre: [centre.x, centre.y],
    ...{ um_per_px: umPerPx, confidence, island, shift_x: shiftPx.x, shift_y: shiftPx.y },
    structured: structured ? 1 : 0,
  });
}
