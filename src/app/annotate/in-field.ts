import { boundsOf } from '../../capture/annotations/shape-bounds';
import type { Annotation } from '../../domain/annotation';
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

const overlaps = (a: RectUm, b: RectUm) =>
  a.x <= b.x + b.width && a.x + a.width >= b.x && a.y <= b.y + b.height && a.y + a.height >= b.y;
