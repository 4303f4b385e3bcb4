import type { Shape } from './annotation';
import type { PointUm } from './geometry';
import { type Region, simpleRegion } from './region';
import type { Ring } from './ring';

/** Corners of the polygon that stands for an ellipse: its area is 0.04% too small. */
const ELLIPSE_POINTS = 128;

const known = new WeakMap<Shape, Region>();

/**
 * What a closed shape covers, as a simple region, slide um; null for lines and points. Ellipses and circles become
 * polygons. Without a part where the shape covers nothing. Kept with the shape, which never changes.
 */
export function outlineOf(shape: Shape): Region | null {
  const before = known.get(shape);
  if (before) return before;
  const outline = measured(shape);
  if (outline) known.set(shape, outline);
  return outline;
}

/**
 * The shape with rings that do not cross: what was drawn over itself falls into its lobes. The same object where there
 * is nothing to change, and for shapes without rings; null where nothing is left that has an area.
 */
export function simpleShape(shape: Shape): Shape | null {
  if (shape.kind !== 'polygon' && shape.kind !== 'multi-polygon') return shape;
  const region = outlineOf(shape) ?? [];
  if (region.length === 0) return null;
  return sameRings(shape, region) ? shape : shapeOfRegion(region);
}

/** A polygon where one ring says all. @throws RangeError without a part */
export function shapeOfRegion(region: Region): Shape {
  const [part] = region;
  if (!part) throw new RangeError('a region without parts is no shape');
  if (region.length === 1 && part.holes.length === 0) return { kind: 'polygon', points: [...part.outer] };
  return {
    kind: 'multi-polygon',
    parts: region.map(({ outer, holes }) => ({ outer: [...outer], holes: holes.map((ring) => [...ring]) })),
  };
}

function measured(shape: Shape): Region | null {
  switch (shape.kind) {
    case 'polygon':
      return simpleRegion([{ outer: shape.points, holes: [] }]) ?? [];
    case 'multi-polygon':
      return simpleRegion(shape.parts) ?? [];
    case 'rectangle':
      return whole(corners(shape.x, shape.y, shape.width, shape.height));
    case 'ellipse':
      return whole(ellipse(shape.centre, shape.radiusX, shape.radiusY));
    case 'counting-frame': {
      const areaUm2 = shape.areaMm2 * 1e6;
      if (shape.outline === 'circle') {
        const radius = Math.sqrt(areaUm2 / Math.PI);
        return whole(ellipse(shape.centre, radius, radius));
      }
      const side = Math.sqrt(areaUm2);
      return whole(corners(shape.centre.x - side / 2, shape.centre.y - side / 2, side, side));
    }
    default:
      return null;
  }
}

const whole = (outer: Ring): Region => [{ outer, holes: [] }];

function sameRings(shape: Extract<Shape, { kind: 'polygon' | 'multi-polygon' }>, region: Region): boolean {
  const parts: Region = shape.kind === 'polygon' ? whole(shape.points) : shape.parts;
  const isOneRing = parts.length === 1 && parts[0]?.holes.length === 0;
  return (
    isOneRing === (shape.kind === 'polygon') &&
    parts.length === region.length &&
    parts.every(({ outer, holes }, i) => {
      const part = region[i];
      return (
        part?.outer === outer &&
        part.holes.length === holes.length &&
        holes.every((hole, k) => part.holes[k] === hole)
      );
    })
  );
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
