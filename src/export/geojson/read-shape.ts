import { MAX_POINTS, MAX_RINGS, pointUmSchema, type Shape } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { shapeOfRegion } from '../../domain/outline';
import { type RegionPart, ringsOf, simpleRegion } from '../../domain/region';
import { boundsOfPoints, type Ring, signedArea } from '../../domain/ring';

/** Why a geometry gives no shape, as the rest of a sentence. */
export interface Unreadable {
  readonly reason: string;
  readonly tooLarge: boolean;
}

export interface ReadShapes {
  readonly shapes: readonly Shape[];
  /** One of its rings crossed itself or another, and fell into lobes. */
  readonly untangled: boolean;
}

/** Turns what a file says into slide um. */
export type ToSlide = (point: { readonly x: number; readonly y: number }) => PointUm;

/** Geometries in a collection, and in the collections in it. */
const MAX_COLLECTED = 20_000;

/**
 * The shapes of a GeoJSON geometry of any kind, QuPath's `isEllipse` among them. Rings need not be closed, nor be free
 * of crossings. Several lines, and a collection, become several shapes; several polygons are one region.
 */
export function readShapes(geometry: unknown, toSlide: ToSlide): ReadShapes | Unreadable {
  if (!isRecord(geometry)) return unreadable('it has no geometry');
  const { type, coordinates } = geometry;
  switch (type) {
    case 'Point':
      return pointsShape([coordinates], toSlide);
    case 'MultiPoint':
      return pointsShape(coordinates, toSlide);
    case 'LineString':
      return lines([coordinates], toSlide);
    case 'MultiLineString':
      return lines(coordinates, toSlide);
    case 'Polygon':
      return (
        (geometry.isEllipse === true && ellipseIn(coordinates, toSlide)) || polygons([coordinates], toSlide)
      );
    case 'MultiPolygon':
      return polygons(coordinates, toSlide);
    case 'GeometryCollection':
      return collection(geometry.geometries, toSlide);
    default:
      return unreadable(`it is a ${String(type).slice(0, 40)}, which is no geometry`);
  }
}

export function isUnreadable(read: object): read is Unreadable {
  return 'reason' in read;
}

const unreadable = (reason: string, tooLarge = false): Unreadable => ({ reason, tooLarge });

function pointsShape(coordinates: unknown, toSlide: ToSlide): ReadShapes | Unreadable {
  const points = pointsOf(coordinates, toSlide);
  if (!Array.isArray(points)) return points;
  if (points.length === 0) return unreadable('it is empty');
  return { shapes: [{ kind: 'points', points }], untangled: false };
}

function lines(coordinates: unknown, toSlide: ToSlide): ReadShapes | Unreadable {
  if (!Array.isArray(coordinates) || coordinates.length === 0) return unreadable('it is empty');
  if (coordinates.length > MAX_COLLECTED) return unreadable(`it has ${coordinates.length} lines`, true);
  const shapes: Shape[] = [];
  for (const line of coordinates) {
    const points = pointsOf(line, toSlide);
    if (!Array.isArray(points)) return points;
    const [from, to] = points;
    if (!from || !to) return unreadable('a line has fewer than two points');
    shapes.push(points.length === 2 ? { kind: 'line', from, to } : { kind: 'polyline', points });
  }
  return { shapes, untangled: false };
}

function polygons(coordinates: unknown, toSlide: ToSlide): ReadShapes | Unreadable {
  if (!Array.isArray(coordinates) || coordinates.length > MAX_RINGS)
    return unreadable('it has no rings, or too many');
  const region: RegionPart[] = [];
  for (const rings of coordinates) {
    if (!Array.isArray(rings) || rings.length === 0) return unreadable('it is empty');
    if (rings.length > MAX_RINGS) return unreadable(`it has ${rings.length} rings`, true);
    const read: Ring[] = [];
    for (const ring of rings) {
      const points = pointsOf(ring, toSlide);
      if (!Array.isArray(points)) return points;
      read.push(opened(points));
    }
    const [outer, ...holes] = read;
    if (outer) region.push({ outer, holes });
  }
  const corners = ringsOf(region).reduce((sum, { length }) => sum + length, 0);
  if (corners > MAX_POINTS) return tooManyPoints(corners);
  const simple = simpleRegion(region);
  if (!simple) return unreadable('its outlines cannot be untangled');
  if (simple.length === 0) return unreadable('its outline goes around nothing');
  const left = ringsOf(simple);
  const untangled =
    left.length !== ringsOf(region).length || left.some((ring, i) => ring !== ringsOf(region)[i]);
  return { shapes: [shapeOfRegion(simple)], untangled };
}

/** A ring without its first point again at the end; many programs leave it out. */
function opened(points: readonly PointUm[]): Ring {
  const [first, last] = [points[0], points.at(-1)];
  return points.length > 1 && first?.x === last?.x && first?.y === last?.y ? points.slice(0, -1) : points;
}

/** An ellipse covers pi / 4 of the rectangle around it. A ring that covers less was edited since, and is one. */
const LEAST_COVERED = 0.75;

/** QuPath writes an ellipse as a polygon, and takes the one in the rectangle around it. */
function ellipseIn(coordinates: unknown, toSlide: ToSlide): ReadShapes | null {
  const points = pointsOf(Array.isArray(coordinates) ? coordinates[0] : null, toSlide);
  const bounds = Array.isArray(points) ? boundsOfPoints(points) : null;
  if (!Array.isArray(points) || !bounds) return null;
  const { x, y, width, height } = bounds;
  if (!(Math.abs(signedArea(opened(points))) > LEAST_COVERED * width * height)) return null;
  const centre = { x: x + width / 2, y: y + height / 2 };
  return { shapes: [{ kind: 'ellipse', centre, radiusX: width / 2, radiusY: height / 2 }], untangled: false };
}

function collection(geometries: unknown, toSlide: ToSlide): ReadShapes | Unreadable {
  const shapes: Shape[] = [];
  let untangled = false;
  const waiting: unknown[] = Array.isArray(geometries) ? [geometries] : [];
  for (let looked = 0; waiting.length > 0; looked++) {
    if (looked > MAX_COLLECTED) return unreadable('it collects too many geometries', true);
    const next = waiting.pop();
    if (Array.isArray(next)) {
      if (next.length > MAX_COLLECTED) return unreadable('it collects too many geometries', true);
      for (let i = next.length - 1; i >= 0; i--) waiting.push(next[i]);
    } else if (isRecord(next) && next.type === 'GeometryCollection') waiting.push(next.geometries);
    else {
      const read = readShapes(next, toSlide);
      if (isUnreadable(read)) return read;
      shapes.push(...read.shapes);
      untangled ||= read.untangled;
    }
  }
  return shapes.length > 0 ? { shapes, untangled } : unreadable('it is empty');
}

/** The array is bounded before its elements are looked at; the first wrong one ends it. */
function pointsOf(positions: unknown, toSlide: ToSlide): PointUm[] | Unreadable {
  if (!Array.isArray(positions)) return unreadable('its coordinates are no list');
  if (positions.length > MAX_POINTS + 1) return tooManyPoints(positions.length);
  const points: PointUm[] = [];
  for (const position of positions) {
    const [x, y]: readonly unknown[] = Array.isArray(position) ? position : [];
    if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y))
      return unreadable('a coordinate is no number');
    const point = toSlide({ x, y });
    if (!pointUmSchema.safeParse(point).success)
      return unreadable('it lies farther away than any slide reaches');
    points.push(point);
  }
  return points;
}

const tooManyPoints = (count: number) =>
  unreadable(`it has ${count} points; one annotation holds ${MAX_POINTS}`, true);

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
