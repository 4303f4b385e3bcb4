import type { Shape } from '../../domain/annotation';
import type { PointUm, RectUm } from '../../domain/geometry';
import { boundsOfPoints } from '../../domain/ring';
import { handlesOf } from './shape-editing';

const known = new WeakMap<Shape, RectUm>();

/** The rectangle around a shape, slide um. Kept with the shape, which never changes. */
export function boundsOf(shape: Shape): RectUm {
  const before = known.get(shape);
  if (before) return before;
  const bounds = measured(shape);
  known.set(shape, bounds);
  return bounds;
}

/** Whether anything of a shape can lie within `reach` um of a point. */
export function reaches(shape: Shape, point: PointUm, reach: number): boolean {
  const { x, y, width, height } = boundsOf(shape);
  return (
    point.x >= x - reach &&
    point.x <= x + width + reach &&
    point.y >= y - reach &&
    point.y <= y + height + reach
  );
}

function measured(shape: Shape): RectUm {
  if (shape.kind === 'counting-frame') {
    const reach = Math.sqrt((shape.areaMm2 * 1e6) / (shape.outline === 'circle' ? Math.PI : 4));
    return { x: shape.centre.x - reach, y: shape.centre.y - reach, width: 2 * reach, height: 2 * reach };
  }
  if (shape.kind === 'ellipse') {
    const { centre, radiusX, radiusY } = shape;
    return { x: centre.x - radiusX, y: centre.y - radiusY, width: 2 * radiusX, height: 2 * radiusY };
  }
  const points = shape.kind === 'text' ? [shape.at] : handlesOf(shape);
  return boundsOfPoints(points) ?? { x: 0, y: 0, width: 0, height: 0 };
}
