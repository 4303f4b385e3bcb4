import type { RectPx, SizePx } from '../../domain/geometry';

/** The least side of a crop, px: a smaller field is of no use to any model. */
export const MIN_CROP = 64;

/** Rectangle between two points (frame px), on whole px, kept in the frame and at least {@link MIN_CROP} a side. */
export function cropBetween(
  frame: SizePx,
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
): RectPx {
  return keepInFrame(frame, {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  });
}

export function keepInFrame(frame: SizePx, rect: RectPx): RectPx {
  const side = (wanted: number, room: number) =>
    Math.round(Math.min(Math.max(Number.isFinite(wanted) ? wanted : room, Math.min(MIN_CROP, room)), room));
  const width = side(rect.width, frame.width);
  const height = side(rect.height, frame.height);
  const place = (wanted: number, room: number) =>
    Math.round(Math.min(Math.max(Number.isFinite(wanted) ? wanted : 0, 0), room));
  return { x: place(rect.x, frame.width - width), y: place(rect.y, frame.height - height), width, height };
}

/** A crop of the whole frame is no crop. */
export function cropOrNull(frame: SizePx, rect: RectPx): RectPx | null {
  return rect.width === frame.width && rect.height === frame.height ? null : rect;
}
