import type { Shape } from '../domain/annotation';
import type { PointUm, RectUm } from '../domain/geometry';
import { outlineOf } from '../domain/outline';
import { ringsOf } from '../domain/region';
import { boundsOfPoints } from '../domain/ring';

/** How much of a shape lies in a picture. */
export type InPicture = 'whole' | 'part' | 'none';

/** @param field the picture, slide um */
export function inPicture(shape: Shape, field: RectUm): InPicture {
  const bounds = boundsOfPoints(pointsOf(shape));
  if (!bounds || isApart(bounds, field)) return 'none';
  const isWithin =
    bounds.x >= field.x &&
    bounds.y >= field.y &&
    bounds.x + bounds.width <= field.x + field.width &&
    bounds.y + bounds.height <= field.y + field.height;
  return isWithin ? 'whole' : 'part';
}

export function isOutside(shape: Shape, field: RectUm): boolean {
  return inPicture(shape, field) === 'none';
}

function pointsOf(shape: Shape): readonly PointUm[] {
  switch (shape.kind) {
    case 'points':
    case 'polyline':
    case 'polygon':
      return shape.points;
    case 'line':
    case 'arrow':
      return [shape.from, shape.to];
    case 'text':
      return [shape.at];
    default:
      return ringsOf(outlineOf(shape) ?? []).flat();
  }
}

const isApart = (a: RectUm, b: RectUm) =>
  a.x > b.x + b.width || a.x + a.width < b.x || a.y > b.y + b.height || a.y + a.height < b.y;
