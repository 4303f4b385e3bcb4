import type { Shape } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { outlineOf } from '../../domain/outline';
import type { Ring } from '../../domain/ring';
import { ownCode } from './common';
import type { Dataset } from './encode';

/** Explicit VR gives graphic data 16 bits of length: this many points (PS3.5, 7.1.2). */
const MAX_GRAPHIC_POINTS = 8000;

/** An outline inside the region that does not belong to it: DICOM has no word for one. */
export const HOLE = ownCode('HOLE', 'Hole in the region');

/**
 * Spatial coordinates (PS3.3, C.18.6): one item a ring. More points than one item holds go into several.
 */
export function regions(
  shape: Shape,
  toPx: (point: PointUm) => { x: number; y: number },
): (Dataset & { readonly isHole?: boolean })[] {
  const graphic = (type: string, points: readonly PointUm[]) => ({
    GraphicType: type,
    GraphicData: points.map(toPx).flatMap(({ x, y }) => [Math.fround(x), Math.fround(y)]),
  });
  switch (shape.kind) {
    case 'points': {
      const parts: Dataset[] = [];
      for (let at = 0; at < shape.points.length; at += MAX_GRAPHIC_POINTS) {
        const part = shape.points.slice(at, at + MAX_GRAPHIC_POINTS);
        parts.push(graphic(part.length === 1 ? 'POINT' : 'MULTIPOINT', part));
      }
      return parts;
    }
    case 'text':
      return [graphic('POINT', [shape.at])];
    case 'line':
    case 'arrow':
      return [graphic('POLYLINE', [shape.from, shape.to])];
    case 'polyline':
      return [graphic('POLYLINE', thinned(shape.points))];
    case 'ellipse': {
      const { centre, radiusX, radiusY } = shape;
      const across = [
        { x: centre.x - radiusX, y: centre.y },
        { x: centre.x + radiusX, y: centre.y },
      ];
      const down = [
        { x: centre.x, y: centre.y - radiusY },
        { x: centre.x, y: centre.y + radiusY },
      ];
      return [graphic('ELLIPSE', radiusX >= radiusY ? [...across, ...down] : [...down, ...across])];
    }
    default: {
      const closed = (ring: Ring) => {
        const kept = thinned(ring);
        return graphic('POLYLINE', [...kept, ...kept.slice(0, 1)]);
      };
      return (outlineOf(shape) ?? []).flatMap(({ outer, holes }) => [
        closed(outer),
        ...holes.map((hole) => ({ ...closed(hole), isHole: true })),
      ]);
    }
  }
}

/** A finer outline than an item can hold is thinned; its figures come from all of its points. */
function thinned(points: readonly PointUm[]): readonly PointUm[] {
  const step = Math.ceil((points.length + 1) / MAX_GRAPHIC_POINTS);
  return step === 1 ? points : points.filter((_, k) => k % step === 0);
}
