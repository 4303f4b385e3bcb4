import type { Shape } from '../../domain/annotation';
import { type PointUm, segmentDistance } from '../../domain/geometry';
import { ringsOf } from '../../domain/region';
import { nearestDistance } from './point-grid';

/** Smallest side that a dragged rectangle or ellipse keeps, um. */
const LEAST = 0.01;

/** Points by which a shape is changed, slide um: of a region the corners of all its rings, holes too. */
export function handlesOf(shape: Shape): readonly PointUm[] {
  switch (shape.kind) {
    case 'polygon':
    case 'polyline':
    case 'points':
      return shape.points;
    case 'multi-polygon':
      return ringsOf(shape.parts).flat();
    case 'rectangle':
      return [
        { x: shape.x, y: shape.y },
        { x: shape.x + shape.width, y: shape.y },
        { x: shape.x + shape.width, y: shape.y + shape.height },
        { x: shape.x, y: shape.y + shape.height },
      ];
    case 'ellipse':
      return [
        { x: shape.centre.x + shape.radiusX, y: shape.centre.y },
        { x: shape.centre.x, y: shape.centre.y + shape.radiusY },
      ];
    case 'line':
    case 'arrow':
      return [shape.from, shape.to];
    // Its area is given: it can be moved, not stretched.
    case 'counting-frame':
    case 'text':
      return [];
  }
}

/** The shape with one handle, counted as {@link handlesOf} has them, elsewhere. Rings may cross by it. Rectangles and ellipses stay at least 0.01 um wide. */
export function moveHandle(shape: Shape, handle: number, to: PointUm): Shape {
  switch (shape.kind) {
    case 'polygon':
    case 'polyline':
    case 'points':
      return { ...shape, points: shape.points.map((point, i) => (i === handle ? to : point)) };
    case 'multi-polygon':
      return withRings(shape, (ring, first) => ring.map((point, i) => (first + i === handle ? to : point)));
    case 'rectangle': {
      const fixed = handlesOf(shape)[(handle + 2) % 4] ?? to;
      return rectangleBetween(fixed, to);
    }
    case 'ellipse':
      return handle === 0
        ? { ...shape, radiusX: Math.max(LEAST, Math.abs(to.x - shape.centre.x)) }
        : { ...shape, radiusY: Math.max(LEAST, Math.abs(to.y - shape.centre.y)) };
    case 'line':
    case 'arrow':
      return handle === 0 ? { ...shape, from: to } : { ...shape, to };
    default:
      return shape;
  }
}

export function moveShape(shape: Shape, dx: number, dy: number): Shape {
  const moved = ({ x, y }: PointUm) => ({ x: x + dx, y: y + dy });
  switch (shape.kind) {
    case 'polygon':
    case 'polyline':
    case 'points':
      return { ...shape, points: shape.points.map(moved) };
    case 'multi-polygon':
      return withRings(shape, (ring) => ring.map(moved));
    case 'rectangle':
      return { ...shape, ...moved(shape) };
    case 'ellipse':
    case 'counting-frame':
      return { ...shape, centre: moved(shape.centre) };
    case 'line':
    case 'arrow':
      return { ...shape, from: moved(shape.from), to: moved(shape.to) };
    case 'text':
      return { ...shape, at: moved(shape.at) };
  }
}

const LEAST_POINTS = { polygon: 3, polyline: 3, points: 1 } as const;

/** Without a vertex; null where too few would be left. A hole or a part that loses its third corner goes. */
export function removeHandle(shape: Shape, handle: number): Shape | null {
  switch (shape.kind) {
    case 'polygon':
    case 'polyline':
    case 'points': {
      const points = shape.points.filter((_, i) => i !== handle);
      return points.length < LEAST_POINTS[shape.kind] ? null : { ...shape, points };
    }
    case 'multi-polygon': {
      const { parts } = withRings(shape, (ring, first) => ring.filter((_, i) => first + i !== handle));
      const left = parts
        .filter(({ outer }) => outer.length > 2)
        .map(({ outer, holes }) => ({ outer, holes: holes.filter(({ length }) => length > 2) }));
      return left.length > 0 ? { ...shape, parts: left } : null;
    }
    default:
      return shape;
  }
}

/** Each ring of a region changed; `first` is the number of its first corner among all handles. */
function withRings(
  shape: Extract<Shape, { kind: 'multi-polygon' }>,
  change: (ring: PointUm[], first: number) => PointUm[],
): Extract<Shape, { kind: 'multi-polygon' }> {
  let first = 0;
  const changed = (ring: PointUm[]) => {
    const next = change(ring, first);
    first += ring.length;
    return next;
  };
  return {
    ...shape,
    parts: shape.parts.map(({ outer, holes }) => ({ outer: changed(outer), holes: holes.map(changed) })),
  };
}

export function rectangleBetween(a: PointUm, b: PointUm): Shape {
  return {
    kind: 'rectangle',
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.max(LEAST, Math.abs(a.x - b.x)),
    height: Math.max(LEAST, Math.abs(a.y - b.y)),
  };
}

/** The ellipse that fits into the rectangle between two corners. */
export function ellipseBetween(a: PointUm, b: PointUm): Shape {
  return {
    kind: 'ellipse',
    centre: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
    radiusX: Math.max(LEAST, Math.abs(a.x - b.x) / 2),
    radiusY: Math.max(LEAST, Math.abs(a.y - b.y) / 2),
  };
}

/**
 * Distance from a point to what is drawn of a shape, um; 0 on it. Closed shapes are their outlines.
 * @param reach um; counted points farther away may be told as infinitely far
 */
export function distanceTo(shape: Shape, point: PointUm, reach: number = Number.POSITIVE_INFINITY): number {
  switch (shape.kind) {
    case 'polygon':
      return ringDistance(shape.points, point);
    case 'multi-polygon':
      return Math.min(...ringsOf(shape.parts).map((ring) => ringDistance(ring, point)));
    case 'polyline':
      return wayDistance(shape.points, point);
    case 'rectangle':
      return ringDistance(handlesOf(shape), point);
    case 'ellipse':
      return ellipseDistance(shape.centre, shape.radiusX, shape.radiusY, point);
    case 'counting-frame': {
      const area = shape.areaMm2 * 1e6;
      if (shape.outline === 'circle') {
        const radius = Math.sqrt(area / Math.PI);
        return ellipseDistance(shape.centre, radius, radius, point);
      }
      const half = Math.sqrt(area) / 2;
      const { x, y } = shape.centre;
      return ringDistance(
        handlesOf(rectangleBetween({ x: x - half, y: y - half }, { x: x + half, y: y + half })),
        point,
      );
    }
    case 'line':
    case 'arrow':
      return segmentDistance(shape.from, shape.to, point);
    case 'text':
      return Math.hypot(shape.at.x - point.x, shape.at.y - point.y);
    case 'points':
      return nearestDistance(shape.points, point, reach);
  }
}

function ringDistance(points: readonly PointUm[], point: PointUm): number {
  let least = Number.POSITIVE_INFINITY;
  points.forEach((a, i) => {
    least = Math.min(least, segmentDistance(a, points[(i + 1) % points.length] ?? a, point));
  });
  return least;
}

function wayDistance(points: readonly PointUm[], point: PointUm): number {
  let least = Number.POSITIVE_INFINITY;
  points.forEach((a, i) => {
    const before = points[i - 1];
    if (before) least = Math.min(least, segmentDistance(before, a, point));
  });
  return least;
}

/** Along the ray from the centre: exact on the axes and on circles, near enough to pick with. */
function ellipseDistance(centre: PointUm, radiusX: number, radiusY: number, { x, y }: PointUm): number {
  const [dx, dy] = [x - centre.x, y - centre.y];
  const r = Math.hypot(dx / radiusX, dy / radiusY);
  return r === 0 ? Math.min(radiusX, radiusY) : Math.hypot(dx, dy) * Math.abs(1 - 1 / r);
}
