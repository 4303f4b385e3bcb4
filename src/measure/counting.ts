import type { Annotation, Shape } from '../domain/annotation';
import type { PointUm, RectUm } from '../domain/geometry';
import { COVERAGE, type MapPicture } from '../domain/slide-map';
import { contains } from './shapes';

export type CountingFrame = Annotation & { readonly shape: Extract<Shape, { kind: 'counting-frame' }> };

/** How large a frame is: by its area, or by high-power fields of a microscope. */
export interface CountingArea {
  readonly by: 'area' | 'fields';
  readonly areaMm2: number;
  /** Number of high-power fields. */
  readonly fields: number;
  /** Diameter of one, mm: the field number of the ocular divided by the objective's magnification. */
  readonly fieldMm: number;
}

/** mm2 */
export function areaOf({ by, areaMm2, fields, fieldMm }: CountingArea): number {
  return by === 'area' ? areaMm2 : fields * Math.PI * (fieldMm / 2) ** 2;
}

/** The newest frame of a class on an island; null without one. */
export function countingFrameOf(
  annotations: readonly Annotation[],
  of: Pick<Annotation, 'classId' | 'island'>,
): CountingFrame | null {
  return (
    annotations
      .filter(isFrame)
      .findLast((frame) => frame.classId === of.classId && frame.island === of.island) ?? null
  );
}

const isFrame = (annotation: Annotation): annotation is CountingFrame =>
  annotation.shape.kind === 'counting-frame';

/** Points of the frame's own class, in it and beside it. */
export function countIn(
  frame: CountingFrame,
  annotations: readonly Annotation[],
): { readonly inside: number; readonly outside: number } {
  let [inside, outside] = [0, 0];
  for (const { shape, classId, island } of annotations) {
    if (shape.kind !== 'points' || classId !== frame.classId || island !== frame.island) continue;
    for (const point of shape.points) contains(frame.shape, point) ? inside++ : outside++;
  }
  return { inside, outside };
}

/** Where a field lies against the frame. */
export function fieldAgainst({ shape }: CountingFrame, field: RectUm): 'inside' | 'across' | 'outside' {
  const corners: PointUm[] = [0, 1].flatMap((x) =>
    [0, 1].map((y) => ({ x: field.x + x * field.width, y: field.y + y * field.height })),
  );
  if (corners.every((corner) => contains(shape, corner))) return 'inside';
  const { x, y } = shape.centre;
  const nearest = {
    x: Math.min(Math.max(x, field.x), field.x + field.width),
    y: Math.min(Math.max(y, field.y), field.y + field.height),
  };
  return contains(shape, nearest) ? 'across' : 'outside';
}

/** The square around a frame, um. */
export function squareAround({ shape }: CountingFrame): RectUm {
  const areaUm2 = shape.areaMm2 * 1e6;
  const side = shape.outline === 'circle' ? 2 * Math.sqrt(areaUm2 / Math.PI) : Math.sqrt(areaUm2);
  return { x: shape.centre.x - side / 2, y: shape.centre.y - side / 2, width: side, height: side };
}

/** Share of a frame that was seen in focus, 0..1, of a picture of the map that holds the frame. */
export function seenShare({ shape }: CountingFrame, { view, coverage }: MapPicture): number {
  let [seen, all] = [0, 0];
  for (let row = 0; row < view.height; row++)
    for (let column = 0; column < view.width; column++) {
      const at = {
        x: view.origin.x + (column + 0.5) * view.umPerPx,
        y: view.origin.y + (row + 0.5) * view.umPerPx,
      };
      if (!contains(shape, at)) continue;
      all++;
      if ((coverage[row * view.width + column] ?? COVERAGE.notSeen) >= COVERAGE.seen) seen++;
    }
  return all === 0 ? 0 : seen / all;
}
