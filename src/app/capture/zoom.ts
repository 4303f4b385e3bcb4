import type { SizePx } from '../../domain/geometry';

/** Part of a picture that is shown: its centre as shares of width and height, and how many times larger. */
export interface Zoom {
  readonly x: number;
  readonly y: number;
  /** 1: the whole picture fits. */
  readonly scale: number;
}

export const WHOLE: Zoom = { x: 0.5, y: 0.5, scale: 1 };
export const MAX_ZOOM = 32;

/** Zooms by `factor` about a point that stays where it is; `at` in shares of the shown part, -0.5..0.5. */
export function zoomBy(zoom: Zoom, factor: number, at: { x: number; y: number } = { x: 0, y: 0 }): Zoom {
  const scale = Math.min(MAX_ZOOM, Math.max(1, zoom.scale * factor));
  const shift = 1 / zoom.scale - 1 / scale;
  return inside({ scale, x: zoom.x + at.x * shift, y: zoom.y + at.y * shift });
}

/** Moves by shares of the shown part. */
export function panBy(zoom: Zoom, dx: number, dy: number): Zoom {
  return inside({ ...zoom, x: zoom.x + dx / zoom.scale, y: zoom.y + dy / zoom.scale });
}

/** Never past the picture's edge. */
function inside({ x, y, scale }: Zoom): Zoom {
  const half = 0.5 / scale;
  const clamp = (value: number) => Math.min(1 - half, Math.max(half, value));
  return { x: clamp(x), y: clamp(y), scale };
}

/** CSS transform with its origin at the top left corner. */
export function transformOf({ x, y, scale }: Zoom): string {
  return `translate(${(0.5 - scale * x) * 100}%, ${(0.5 - scale * y) * 100}%) scale(${scale})`;
}

/** Where the whole picture lies when a part fills a box of this size, CSS px. */
export function fittedTo({ width, height }: SizePx, { x, y, scale }: Zoom) {
  return {
    left: (0.5 - scale * x) * width,
    top: (0.5 - scale * y) * height,
    cssWidth: scale * width,
    cssHeight: scale * height,
  };
}
