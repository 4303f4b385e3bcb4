import type { SizePx } from '../../domain/geometry';
import type { PointPx } from './point';

/** Side of the loupe, and px of it a px of the frame. */
export const LOUPE_PX = 168;
export const ZOOM = 8;

/** On which side of the frame the loupe hides nothing of what is looked at. */
export function loupeSide(at: PointPx, { width }: SizePx): 'left' | 'right' {
  return at.x < width / 2 ? 'right' : 'left';
}

/** Which of two points lies nearer to where the picture was clicked. */
export function nearer(at: PointPx, [first, second]: readonly [PointPx, PointPx]): 0 | 1 {
  const distance = (point: PointPx) => Math.hypot(point.x - at.x, point.y - at.y);
  return distance(first) <= distance(second) ? 0 : 1;
}
