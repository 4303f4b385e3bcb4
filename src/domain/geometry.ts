/** Slide-space and frame geometry. Slide space is in um; x to the right, y down as shown in the frame. */

export interface PointUm {
  readonly x: number;
  readonly y: number;
}

export interface SizePx {
  readonly width: number;
  readonly height: number;
}

/** Rectangle in frame px, origin at the top left corner of the frame. */
export interface RectPx extends SizePx {
  readonly x: number;
  readonly y: number;
}

/** Rectangle in slide space, um. */
export interface RectUm {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a frame lies on the slide: the slide-space point at the frame's centre, and its scale in um/px. */
export interface FieldPlacement {
  readonly centre: PointUm;
  readonly umPerPx: number;
}

/** The field of view of a frame in slide space, um. */
export function fieldOfView(size: SizePx, placement: FieldPlacement): RectUm {
  const width = size.width * placement.umPerPx;
  const height = size.height * placement.umPerPx;
  return { x: placement.centre.x - width / 2, y: placement.centre.y - height / 2, width, height };
}

/** Slide-space point (um) under a frame pixel coordinate (px, corner-based: the first pixel's centre is 0.5). */
export function frameToSlide(size: SizePx, placement: FieldPlacement, px: { x: number; y: number }): PointUm {
  return {
    x: placement.centre.x + (px.x - size.width / 2) * placement.umPerPx,
    y: placement.centre.y + (px.y - size.height / 2) * placement.umPerPx,
  };
}

/** Frame pixel coordinate (px) of a slide-space point (um). Inverse of {@link frameToSlide}. */
export function slideToFrame(
  size: SizePx,
  placement: FieldPlacement,
  point: PointUm,
): { x: number; y: number } {
  return {
    x: (point.x - placement.centre.x) / placement.umPerPx + size.width / 2,
    y: (point.y - placement.centre.y) / placement.umPerPx + size.height / 2,
  };
}

/** How far a point lies from the straight way between `a` and `b`, um. */
export function segmentDistance(a: PointUm, b: PointUm, { x, y }: PointUm): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = dx * dx + dy * dy;
  const t = along === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / along));
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
}
