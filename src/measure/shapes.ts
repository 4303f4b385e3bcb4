import type { Annotation, Shape } from '../domain/annotation';
import type { PointUm } from '../domain/geometry';
import type { Measurement, MeasurementUnit, Quantity } from '../domain/measurement';
import { outlineOf } from '../domain/outline';
import { isInsideRegion, regionArea, regionPerimeter } from '../domain/region';

/** Area, perimeter or length of a shape in um and um2; null where a shape has none. */
export interface ShapeSize {
  readonly length: number | null;
  /** um; with the edges of holes. */
  readonly perimeter: number | null;
  /** um2, without holes. What a ring that crosses itself goes around more than once counts once. */
  readonly area: number | null;
  readonly count: number | null;
}

const NONE: ShapeSize = { length: null, perimeter: null, area: null, count: null };

export function sizeOf(shape: Shape): ShapeSize {
  switch (shape.kind) {
    case 'line':
    case 'arrow':
      return { ...NONE, length: distance(shape.from, shape.to) };
    case 'polyline':
      return { ...NONE, length: wayLength(shape.points) };
    case 'polygon':
    case 'multi-polygon': {
      const region = outlineOf(shape) ?? [];
      // Corners on one line cover nothing that could be measured.
      if (region.length === 0) return NONE;
      return { ...NONE, perimeter: regionPerimeter(region), area: regionArea(region) };
    }
    case 'rectangle':
      return { ...NONE, perimeter: 2 * (shape.width + shape.height), area: shape.width * shape.height };
    case 'ellipse':
      return {
        ...NONE,
        perimeter: ellipsePerimeter(shape.radiusX, shape.radiusY),
        area: Math.PI * shape.radiusX * shape.radiusY,
      };
    case 'counting-frame': {
      const area = shape.areaMm2 * 1e6;
      const perimeter = shape.outline === 'square' ? 4 * Math.sqrt(area) : 2 * Math.sqrt(Math.PI * area);
      return { ...NONE, perimeter, area };
    }
    case 'points':
      return { ...NONE, count: shape.points.length };
    case 'text':
      return NONE;
  }
}

/** Whether a point lies in a closed shape, and in none of its holes; false for lines and points. */
export function contains(shape: Shape, { x, y }: PointUm): boolean {
  switch (shape.kind) {
    case 'polygon':
    case 'multi-polygon':
      return isInsideRegion(outlineOf(shape) ?? [], { x, y });
    case 'rectangle':
      return x >= shape.x && x <= shape.x + shape.width && y >= shape.y && y <= shape.y + shape.height;
    case 'ellipse':
      return ((x - shape.centre.x) / shape.radiusX) ** 2 + ((y - shape.centre.y) / shape.radiusY) ** 2 <= 1;
    case 'counting-frame': {
      const area = shape.areaMm2 * 1e6;
      const [dx, dy] = [Math.abs(x - shape.centre.x), Math.abs(y - shape.centre.y)];
      return shape.outline === 'square'
        ? Math.max(dx, dy) <= Math.sqrt(area) / 2
        : dx * dx + dy * dy <= area / Math.PI;
    }
    default:
      return false;
  }
}

/**
 * The figures of one annotation. Points of the same island that lie in a closed shape are counted in it, all classes
 * together, and per mm2. The area of a model's region that the edge of what was examined cuts is given as *at least*.
 * @param relative half-width of the 95% interval of um/px, relative to it; null: not known. A length carries it once,
 *   an area twice.
 */
export function measureAnnotation(
  annotation: Annotation,
  others: readonly Annotation[],
  relative: number | null,
): readonly Measurement[] {
  const { shape } = annotation;
  const figures: Measurement[] = [];
  const isCut = annotation.origin.kind === 'model' && annotation.origin.cut === true;
  const say = (quantity: Quantity, value: number | null, unit: MeasurementUnit, powers: number) => {
    if (value === null) return;
    const uncertainty = relative === null ? null : powers * relative * value;
    figures.push({
      subject: { kind: 'annotation', id: annotation.id },
      quantity,
      value,
      unit,
      uncertainty: powers === 0 ? 0 : uncertainty,
      ...(isCut && quantity === 'area' && { isAtLeast: true }),
    });
  };
  const { length, perimeter, area, count } = sizeOf(shape);
  say('length', length, 'um', 1);
  // Where the edge of what was examined cuts a region, its perimeter is not known.
  if (!isCut) say('perimeter', perimeter, 'um', 1);
  // A counting frame is drawn so that its area is what was asked for.
  say('area', area, 'um2', shape.kind === 'counting-frame' ? 0 : 2);
  say('count', count, '1', 0);
  const inside = area === null ? 0 : countInside(annotation, others);
  if (area !== null && (inside > 0 || shape.kind === 'counting-frame')) {
    say('count', inside, '1', 0);
    say('density', area > 0 ? inside / (area / 1e6) : null, '/mm2', 2);
  }
  return figures;
}

function countInside({ id, shape, island }: Annotation, others: readonly Annotation[]): number {
  let count = 0;
  for (const other of others)
    if (other.id !== id && other.island === island && other.shape.kind === 'points')
      for (const point of other.shape.points) if (contains(shape, point)) count++;
  return count;
}

export const distance = (a: PointUm, b: PointUm): number => Math.hypot(a.x - b.x, a.y - b.y);

function wayLength(points: readonly PointUm[]): number {
  let sum = 0;
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before) sum += distance(before, point);
  });
  return sum;
}

/** Ramanujan's second approximation (1914): within 4e-4 of the truth even for an ellipse squeezed to a line. */
function ellipsePerimeter(a: number, b: number): number {
  const h = ((a - b) / (a + b)) ** 2;
  return Math.PI * (a + b) * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h)));
}
