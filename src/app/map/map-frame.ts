import type { PointUm, RectUm, SizePx } from '../../domain/geometry';

/** What the map panel shows: the slide-space point at its centre, and um a CSS px. */
export interface MapFrame {
  readonly centre: PointUm;
  readonly umPerPx: number;
}

export const FINEST_UM_PER_PX = 0.5;
export const COARSEST_UM_PER_PX = 200;
/** One press of + or one notch of the wheel. */
export const ZOOM_STEP = 1.4;
/** Share of the panel around what is fitted into it. */
const RIM = 0.06;

const within = (umPerPx: number) => Math.min(COARSEST_UM_PER_PX, Math.max(FINEST_UM_PER_PX, umPerPx));

/** Shows all of a rectangle. */
export function fitFrame(rect: RectUm, size: SizePx): MapFrame {
  const room = 1 - 2 * RIM;
  const umPerPx = Math.max(
    rect.width / Math.max(1, size.width * room),
    rect.height / Math.max(1, size.height * room),
  );
  return {
    centre: { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 },
    umPerPx: within(umPerPx),
  };
}

/** Smallest rectangle around both. */
export function around(a: RectUm | null, b: RectUm | null): RectUm | null {
  if (!a || !b) return a ?? b;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

export function toPanel(frame: MapFrame, size: SizePx, point: PointUm): { x: number; y: number } {
  return {
    x: (point.x - frame.centre.x) / frame.umPerPx + size.width / 2,
    y: (point.y - frame.centre.y) / frame.umPerPx + size.height / 2,
  };
}

export function toSlide(frame: MapFrame, size: SizePx, px: { x: number; y: number }): PointUm {
  return {
    x: frame.centre.x + (px.x - size.width / 2) * frame.umPerPx,
    y: frame.centre.y + (px.y - size.height / 2) * frame.umPerPx,
  };
}

/** Zooms by a factor (above 1: in) so that the point under `px` stays where it is. */
export function zoomed(
  frame: MapFrame,
  size: SizePx,
  factor: number,
  px?: { x: number; y: number },
): MapFrame {
  const at = px ?? { x: size.width / 2, y: size.height / 2 };
  const fixed = toSlide(frame, size, at);
  const umPerPx = within(frame.umPerPx / factor);
  return {
    centre: {
      x: fixed.x - (at.x - size.width / 2) * umPerPx,
      y: fixed.y - (at.y - size.height / 2) * umPerPx,
    },
    umPerPx,
  };
}

/** Moves what is shown by CSS px: positive dx brings what lies to the left into view. */
export function panned(frame: MapFrame, dx: number, dy: number): MapFrame {
  const { centre, umPerPx } = frame;
  return { centre: { x: centre.x - dx * umPerPx, y: centre.y - dy * umPerPx }, umPerPx };
}
