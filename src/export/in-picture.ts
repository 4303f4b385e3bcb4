import type { Annotation, Shape } from '../domain/annotation';
import type { Snapshot } from '../domain/case';
import type { PointUm, RectUm } from '../domain/geometry';
import { outlineOf } from '../domain/outline';
import { regionArea, regionWithin, ringsOf } from '../domain/region';
import { boundsOfPoints } from '../domain/ring';
import { imageFrame } from './image-frame';

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
  if (isWithin) return 'whole';
  return reaches(shape, field) ? 'part' : 'none';
}

/** Whether anything of a shape lies in the field: its bounds alone may meet it at a corner, or in a hole. */
function reaches(shape: Shape, field: RectUm): boolean {
  switch (shape.kind) {
    case 'points':
      return shape.points.some((point) => crosses(point, point, field));
    case 'polyline':
      return shape.points.some((point, i) => i > 0 && crosses(shape.points[i - 1] ?? point, point, field));
    case 'line':
    case 'arrow':
      return crosses(shape.from, shape.to, field);
    default: {
      const within = regionWithin(outlineOf(shape) ?? [], field);
      // What cannot be cut is not said to be elsewhere.
      return within === null || regionArea(within) > 0;
    }
  }
}

/** Whether a line from one point to another passes through a rectangle: what of it each side leaves is cut off. */
function crosses(from: PointUm, to: PointUm, { x, y, width, height }: RectUm): boolean {
  let [first, last] = [0, 1];
  const sides = [
    [to.x - from.x, x - from.x, x + width - from.x],
    [to.y - from.y, y - from.y, y + height - from.y],
  ] as const;
  for (const [step, low, high] of sides) {
    if (step === 0) {
      if (low > 0 || high < 0) return false;
      continue;
    }
    first = Math.max(first, Math.min(low / step, high / step));
    last = Math.min(last, Math.max(low / step, high / step));
  }
  return first <= last;
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

/** What a file says of an annotation beside its figures, which are those of the whole shape. */
export interface Seen {
  readonly inPicture: InPicture;
  /** Number of the first snapshot of the export that has it; its figures count there, and once. */
  readonly first: number;
}

/** By annotation id, of one of the snapshots that are exported together. */
export function seenIn(
  { snapshot }: { readonly snapshot: Snapshot },
  snapshots: readonly { readonly snapshot: Snapshot }[],
): (annotation: Annotation) => Seen {
  const first = new Map<string, number>();
  const numbered = [...snapshots].sort((a, b) => a.snapshot.number - b.snapshot.number);
  for (const { snapshot: other } of numbered)
    for (const { id } of other.annotations) if (!first.has(id)) first.set(id, other.number);
  const { field } = imageFrame(snapshot);
  return (annotation) => ({
    inPicture: isElsewhere(annotation, snapshot) ? 'none' : inPicture(annotation.shape, field),
    first: first.get(annotation.id) ?? snapshot.number,
  });
}

const isElsewhere = ({ island }: Annotation, { stage }: Snapshot) =>
  stage !== null && island !== stage.island;
