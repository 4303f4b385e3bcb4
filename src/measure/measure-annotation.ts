import type { Annotation, Shape } from '../domain/annotation';
import type { PointUm } from '../domain/geometry';
import type { Measurement, MeasurementUnit, Quantity } from '../domain/measurement';

/**
 * What an annotation measures: the length of a line, area and perimeter of a region, the count of its
 * points; for a counting frame also the density of the points inside it.
 * @param relative half-width of the 95% interval of um/px over um/px, which a length shares and an area
 *   doubles; null: not known
 * @param others annotations whose points a counting frame counts, of the same island
 */
export function measureAnnotation(
  annotation: Annotation,
  relative: number | null,
  others: readonly Annotation[] = [],
): Measurement[] {
  const { shape } = annotation;
  const figure = (quantity: Quantity, unit: MeasurementUnit, value: number, power: number): Measurement => ({
    subject: { kind: 'annotation', id: annotation.id },
    quantity,
    value,
    unit,
    uncertainty: relative === null || power === 0 ? null : value * relative * power,
  });
  const region = regionOf(shape);
  if (region) return [figure('area', 'um2', region.area, 2), figure('perimeter', 'um', region.perimeter, 1)];
  if (shape.kind === 'counting-frame') {
    // Its area is a definition, whatever the calibration; which points lie inside is not.
    const counted = pointsInside(shape, annotation, others);
    return [
      figure('area', 'mm2', shape.areaMm2, 0),
      figure('count', '1', counted, 0),
      figure('density', '/mm2', counted / shape.areaMm2, 2),
    ];
  }
  if (shape.kind === 'line') return [figure('length', 'um', distance(shape.from, shape.to), 1)];
  if (shape.kind === 'points') return [figure('count', '1', shape.points.length, 0)];
  return [];
}

function regionOf(shape: Shape): { readonly area: number; readonly perimeter: number } | null {
  switch (shape.kind) {
    case 'polygon':
      return polygon(shape.points);
    case 'rectangle':
      return { area: shape.width * shape.height, perimeter: 2 * (shape.width + shape.height) };
    case 'ellipse':
      return {
        area: Math.PI * shape.radiusX * shape.radiusY,
        perimeter: ellipsePerimeter(shape.radiusX, shape.radiusY),
      };
    default:
      return null;
  }
}

/** Shoelace formula; relative to the first point, so that far coordinates cost no digits. */
function polygon(points: readonly PointUm[]): { area: number; perimeter: number } {
  const [first] = points;
  if (!first) return { area: 0, perimeter: 0 };
  let twice = 0;
  let perimeter = 0;
  points.forEach((point, k) => {
    const next = points[(k + 1) % points.length] ?? first;
    twice += (point.x - first.x) * (next.y - first.y) - (next.x - first.x) * (point.y - first.y);
    perimeter += distance(point, next);
  });
  return { area: Math.abs(twice) / 2, perimeter };
}

/** By the arithmetic-geometric mean (Gauss), to the last digit. */
function ellipsePerimeter(radiusX: number, radiusY: number): number {
  let [a, b] = [Math.max(radiusX, radiusY), Math.min(radiusX, radiusY)];
  let sum = a * a;
  let power = 0.5;
  let c2 = a * a - b * b;
  for (let k = 0; k < 12 && c2 > 0; k++) {
    sum -= power * c2;
    const mean = (a + b) / 2;
    c2 = ((a - b) / 2) ** 2;
    b = Math.sqrt(a * b);
    a = mean;
    power *= 2;
  }
  return (2 * Math.PI * sum) / a;
}

function pointsInside(
  frame: Extract<Shape, { kind: 'counting-frame' }>,
  { island }: Annotation,
  others: readonly Annotation[],
): number {
  const area = frame.areaMm2 * 1e6;
  const half = Math.sqrt(area) / 2;
  const radius = Math.sqrt(area / Math.PI);
  const inside = ({ x, y }: PointUm) => {
    const [dx, dy] = [x - frame.centre.x, y - frame.centre.y];
    return frame.outline === 'circle'
      ? Math.hypot(dx, dy) <= radius
      : Math.abs(dx) <= half && Math.abs(dy) <= half;
  };
  let count = 0;
  for (const other of others)
    if (other.shape.kind === 'points' && other.island === island)
      for (const point of other.shape.points) if (inside(point)) count++;
  return count;
}

const distance = (a: PointUm, b: PointUm) => Math.hypot(a.x - b.x, a.y - b.y);
