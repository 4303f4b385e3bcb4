import type { Shape } from '../domain/annotation';
import type { PointUm } from '../domain/geometry';

/** Corners of the polygon that stands for an ellipse: its area is 0.04% too small. */
const ELLIPSE_POINTS = 128;

/**
 * The ring of a closed shape, slide um, first point not repeated; null for lines and points.
 * Ellipses and circles become polygons.
 */
export function outlineOf(shape: Shape): readonly PointUm[] | null {
  switch (shape.kind) {
    case 'polygon':
      return shape.points;
    case 'rectangle':
      return corners(shape.x, shape.y, shape.width, shape.height);
    case 'ellipse':
      return ellipse(shape.centre, shape.radiusX, shape.radiusY);
    case 'counting-frame': {
      const areaUm2 = shape.areaMm2 * 1e6;
      if (shape.outline === 'circle') {
        const radius = Math.sqrt(areaUm2 / Math.PI);
        return ellipse(shape.centre, radius, radius);
      }
      const side = Math.sqrt(areaUm2);
      return corners(shape.centre.x - side / 2, shape.centre.y - side / 2, side, side);
    }
    default:
      return null;
  }
}

function corners(x: number, y: number, width: number, height: number): PointUm[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

function ellipse(centre: PointUm, radiusX: number, radiusY: number): PointUm[] {
  return Array.from({ length: ELLIPSE_POINTS }, (_, k) => {
    const angle = (2 * Math.PI * k) / ELLIPSE_POINTS;
    return { x: centre.x + radiusX * Math.cos(angle), y: centre.y + radiusY * Math.sin(angle) };
  });
}
