import type { SizePx } from '../../domain/geometry';

/** Where the canvas lies in the view, CSS px, and its size in device px. */
export interface FittedCanvas {
  readonly left: number;
  readonly top: number;
  readonly cssWidth: number;
  readonly cssHeight: number;
  readonly width: number;
  readonly height: number;
}

/** Shown until the size of a source's frames is known. */
export const USUAL_FRAME: SizePx = { width: 1280, height: 720 };

/**
 * Largest canvas of the frame's shape inside the view (CSS px), on whole device px so that it is not
 * resampled by the compositor.
 */
export function fitCanvas(view: SizePx, frame: SizePx, devicePixelRatio: number): FittedCanvas {
  const ratio = Number.isFinite(devicePixelRatio) && devicePixelRatio > 0 ? devicePixelRatio : 1;
  const room = { width: Math.floor(view.width * ratio), height: Math.floor(view.height * ratio) };
  const scale = Math.min(room.width / frame.width, room.height / frame.height);
  const width = Math.max(1, Math.min(room.width, Math.round(frame.width * scale)));
  const height = Math.max(1, Math.min(room.height, Math.round(frame.height * scale)));
  return {
    left: Math.floor((room.width - width) / 2) / ratio,
    top: Math.floor((room.height - height) / 2) / ratio,
    cssWidth: width / ratio,
    cssHeight: height / ratio,
    width,
    height,
  };
}
