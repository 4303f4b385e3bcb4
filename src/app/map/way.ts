import { type FieldPlacement, fieldOfView, type PointUm, type SizePx } from '../../domain/geometry';

/** Share of the field, each way from its centre, within which a target counts as reached. */
const REACHED = 0.3;
/** Where the arrow stands, as a share of the half field from the centre. */
const EDGE = 0.88;

export interface Way {
  readonly reached: boolean;
  readonly distanceUm: number;
  /** Clockwise from the right, degrees: the way in which the view must move. */
  readonly degrees: number;
  /** Where the arrow stands, share of the frame's width and height. */
  readonly at: { readonly x: number; readonly y: number };
}

/** The way from the field in view to a target. */
export function wayTo(target: PointUm, placement: FieldPlacement, size: SizePx): Way {
  const field = fieldOfView(size, placement);
  const dx = target.x - placement.centre.x;
  const dy = target.y - placement.centre.y;
  const x = dx / (field.width / 2);
  const y = dy / (field.height / 2);
  const far = Math.max(Math.abs(x), Math.abs(y));
  const out = far > EDGE ? EDGE / far : 1;
  return {
    reached: far <= 2 * REACHED,
    distanceUm: Math.hypot(dx, dy),
    degrees: (Math.atan2(dy, dx) * 180) / Math.PI,
    at: { x: 0.5 + (x * out) / 2, y: 0.5 + (y * out) / 2 },
  };
}
