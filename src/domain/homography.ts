import type { SizePx } from './geometry';

/** Plane points; which plane, and in what unit, is the caller's. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** A projective map of the plane as a 3 x 3 matrix, row by row: (x, y, 1) becomes (x', y', w'), read as x'/w', y'/w'. */
export type Homography = readonly [
  ...[number, number, number],
  ...[number, number, number],
  ...[number, number, number],
];

/** An affine map, x' = a x + c y + e and y' = b x + d y + f: the six numbers in the order of Canvas 2D. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** The image of a point; its coordinates are not finite on the map's horizon. */
export function project(m: Homography, { x, y }: PlanePoint): PlanePoint {
  const w = m[6] * x + m[7] * y + m[8];
  return { x: (m[0] * x + m[1] * y + m[2]) / w, y: (m[3] * x + m[4] * y + m[5]) / w };
}

/** The map that undoes `m`. @throws RangeError where there is none */
export function inverse(m: Homography): Homography {
  const [a, b, c, d, e, f, g, h, i] = m;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!Number.isFinite(determinant) || determinant === 0)
    throw new RangeError('this transform maps the plane onto a line; it cannot be undone');
  const cofactors: Homography = [
    ...([e * i - f * h, c * h - b * i, b * f - c * e] as const),
    ...([f * g - d * i, a * i - c * g, c * d - a * f] as const),
    ...([d * h - e * g, b * g - a * h, a * e - b * d] as const),
  ];
  const [p, q, r, s, t, u, v, w, x] = cofactors;
  const k = 1 / determinant;
  return [p * k, q * k, r * k, s * k, t * k, u * k, v * k, w * k, x * k];
}

/** Scale and shift, as a fit without rotation needs. */
export function scaleAndShift(scale: number, x: number, y: number): Homography {
  return [scale, 0, x, 0, scale, y, 0, 0, 1];
}

/** Sides and corners of a rectangle at the origin under a map, clockwise from the top left. */
function corners(m: Homography, { width, height }: SizePx): readonly PlanePoint[] {
  return [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ].map((corner) => project(m, corner));
}

/**
 * The affine map nearest to a homography at the corners of a rectangle (least squares), and how far a corner is then
 * off, in units of the target: the same for all four, 0 where the map is affine.
 */
export function nearestAffine(
  m: Homography,
  size: SizePx,
): { readonly affine: Affine; readonly off: number } {
  const [p0, p1, p2, p3] = corners(m, size);
  if (!p0 || !p1 || !p2 || !p3) throw new Error('a rectangle has four corners');
  const along = (from: PlanePoint, to: PlanePoint, length: number) => ({
    x: (to.x - from.x) / length,
    y: (to.y - from.y) / length,
  });
  const mean = (a: PlanePoint, b: PlanePoint) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const across = along(mean(p0, p3), mean(p1, p2), size.width);
  const down = along(mean(p0, p1), mean(p3, p2), size.height);
  const centre = mean(mean(p0, p1), mean(p2, p3));
  return {
    affine: {
      ...{ a: across.x, b: across.y, c: down.x, d: down.y },
      e: centre.x - (across.x * size.width + down.x * size.height) / 2,
      f: centre.y - (across.y * size.width + down.y * size.height) / 2,
    },
    off: Math.hypot(p0.x - p1.x + p2.x - p3.x, p0.y - p1.y + p2.y - p3.y) / 4,
  };
}

/** Target units a unit of the source about a point: the square root of the area's ratio. */
export function scaleAt(m: Homography, { x, y }: PlanePoint): number {
  const w = m[6] * x + m[7] * y + m[8];
  const at = project(m, { x, y });
  const [xx, xy] = [(m[0] - m[6] * at.x) / w, (m[1] - m[7] * at.x) / w];
  const [yx, yy] = [(m[3] - m[6] * at.y) / w, (m[4] - m[7] * at.y) / w];
  return Math.sqrt(Math.abs(xx * yy - xy * yx));
}
