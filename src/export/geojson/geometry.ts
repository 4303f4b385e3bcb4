import type { Shape } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { outlineOf } from '../../domain/outline';
import { type Region, ringsOf, simpleRegion } from '../../domain/region';
import { type Ring, signedArea } from '../../domain/ring';

type Position = [number, number];
export type Geometry =
  /** `isEllipse` is QuPath's: it takes the ellipse in the rectangle around the ring. */
  | { type: 'Polygon'; coordinates: Position[][]; isEllipse?: true }
  | { type: 'MultiPolygon'; coordinates: Position[][][] }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'MultiPoint'; coordinates: Position[] }
  | { type: 'Point'; coordinates: Position };

/** Turns slide um into what a file says: px of a picture, or um. */
export type Written = (point: PointUm) => { readonly x: number; readonly y: number };

/** Coordinates are rounded to 1 / STEPS px or um. */
const STEPS = 1e4;
/** How often rounded rings that have come to touch are untangled. */
const MAX_TRIES = 4;

/** Geometry that is valid by RFC 7946 and by OGC 06-103r4, rounded to 0.0001 px or um. */
export function geometryOf(shape: Shape, written: Written): Geometry {
  const position = (point: PointUm): Position => {
    const { x, y } = rounded(written(point));
    return [x, y];
  };
  switch (shape.kind) {
    case 'line':
    case 'arrow':
      return { type: 'LineString', coordinates: [position(shape.from), position(shape.to)] };
    case 'polyline':
      return { type: 'LineString', coordinates: shape.points.map(position) };
    case 'points':
      return { type: 'MultiPoint', coordinates: shape.points.map(position) };
    case 'text':
      return { type: 'Point', coordinates: position(shape.at) };
    default:
      return closedGeometry(shape, written, position);
  }
}

function closedGeometry(shape: Shape, written: Written, position: (point: PointUm) => Position): Geometry {
  const region = roundedRegion(outlineOf(shape) ?? [], written);
  const [part] = region;
  const parts = region.map(({ outer, holes }) => [
    closedRing(outer, true),
    ...holes.map((hole) => closedRing(hole, false)),
  ]);
  const [only] = parts;
  // Corners on one line are a line: no program takes a polygon of them.
  if (!part || !only)
    return { type: 'LineString', coordinates: 'points' in shape ? shape.points.map(position) : [] };
  if (parts.length > 1) return { type: 'MultiPolygon', coordinates: parts };
  const round = shape.kind === 'ellipse' || (shape.kind === 'counting-frame' && shape.outline === 'circle');
  return { type: 'Polygon', coordinates: only, ...(round && { isEllipse: true }) };
}

/** Rounding may let rings touch that did not: the result is made simple, and rounded again. */
function roundedRegion(region: Region, written: Written): Region {
  let now = mapped(region, written);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const simple = simpleRegion(mapped(now, rounded));
    if (!simple) break;
    now = simple;
    if (ringsOf(now).every((ring) => ring.every(isRounded))) return mapped(now, rounded);
  }
  return now;
}

function mapped(region: Region, change: Written): Region {
  return region.map(({ outer, holes }) => ({
    outer: outer.map(change),
    holes: holes.map((hole) => hole.map(change)),
  }));
}

/** Exterior rings run counterclockwise by the numbers written, holes clockwise (RFC 7946, 3.1.6). */
function closedRing(ring: Ring, exterior: boolean): Position[] {
  const [first, ...rest] = ring.map(({ x, y }): Position => [x, y]);
  if (!first) return [];
  const turned = signedArea(ring) > 0 === exterior ? rest : rest.reverse();
  return [first, ...turned, [...first]];
}

function rounded({ x, y }: { readonly x: number; readonly y: number }): { x: number; y: number } {
  return { x: Math.round(x * STEPS) / STEPS, y: Math.round(y * STEPS) / STEPS };
}

/** But for the noise of binary fractions. */
const isRounded = (point: PointUm): boolean => {
  const { x, y } = rounded(point);
  return Math.max(Math.abs(x - point.x), Math.abs(y - point.y)) < 1e-3 / STEPS;
};
