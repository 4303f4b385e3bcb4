import { handlesOf } from '../../capture/annotations/shape-editing';
import type { Annotation, Shape } from '../../domain/annotation';
import { fieldOfView, type RectUm } from '../../domain/geometry';
import type { SnapshotFacts } from '../../engine/port';

/** Annotations that lie at least partly on the field of a snapshot; none where its place is not known. */
export function annotationsInField(
  annotations: readonly Annotation[],
  { stage, calibration, width, height }: Pick<SnapshotFacts, 'stage' | 'calibration' | 'width' | 'height'>,
): readonly Annotation[] {
  if (!stage || !calibration) return [];
  const field = fieldOfView({ width, height }, { centre: stage, umPerPx: calibration.umPerPx });
  return annotations.filter(
    ({ island, shape }) => island === stage.island && overlaps(boundsOf(shape), field),
  );
}

function boundsOf(shape: Shape): RectUm {
  if (shape.kind === 'counting-frame') {
    const reach = Math.sqrt((shape.areaMm2 * 1e6) / (shape.outline === 'circle' ? Math.PI : 4));
    return { x: shape.centre.x - reach, y: shape.centre.y - reach, width: 2 * reach, height: 2 * reach };
  }
  if (shape.kind === 'ellipse') {
    const { centre, radiusX, radiusY } = shape;
    return { x: centre.x - radiusX, y: centre.y - radiusY, width: 2 * radiusX, height: 2 * radiusY };
  }
  const points = shape.kind === 'text' ? [shape.at] : handlesOf(shape);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const overlaps = (a: RectUm, b: RectUm) =>
  a.x <= b.x + b.width && a.x + a.width >= b.x && a.y <= b.y + b.height && a.y + a.height >= b.y;
