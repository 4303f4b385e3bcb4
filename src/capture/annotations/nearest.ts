import type { Annotation } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { reaches } from './shape-bounds';
import { distanceTo } from './shape-editing';

/** The annotation drawn nearest to a point of an island, the last ones first, within `reach` um. */
export function nearestTo(
  annotations: readonly Annotation[],
  island: number,
  point: PointUm,
  reach: number,
): Annotation | null {
  let best: Annotation | null = null;
  let least = reach;
  for (let i = annotations.length - 1; i >= 0; i--) {
    const annotation = annotations[i];
    if (!annotation || annotation.island !== island) continue;
    if (!reaches(annotation.shape, point, least)) continue;
    const away = distanceTo(annotation.shape, point, least);
    if (away < least) {
      least = away;
      best = annotation;
    }
  }
  return best;
}
