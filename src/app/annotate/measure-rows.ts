import { type Annotation, isFinding, isPlaced } from '../../domain/annotation';
import type { Measurement } from '../../domain/measurement';
import { measureAnnotation } from '../../measure/shapes';

/** One figure of one annotation; `number` counts the annotations from 1. */
export interface MeasureRow {
  readonly annotation: Annotation;
  readonly number: number;
  /** Null: it has no figure (a text). */
  readonly figure: Measurement | null;
}

/** More annotations are summed up by class, and only the first are listed. */
export const MOST_LISTED = 200;

/**
 * Figures of annotations in the order of the list.
 * @param relative uncertainty of um/px (95%), relative to it; null: not known. It is that of the present calibration,
 *   so it is not told of annotations from an earlier look.
 * @param listed which to measure; all without it
 */
export function measureRows(
  annotations: readonly Annotation[],
  relative: number | null,
  listed: (annotation: Annotation, index: number) => boolean = () => true,
): readonly MeasureRow[] {
  const counted = annotations.filter(({ shape }) => shape.kind === 'points');
  return annotations.flatMap((annotation, index): readonly MeasureRow[] => {
    // What is no finding is listed only where it waits for its place.
    if (!listed(annotation, index) || (!isFinding(annotation) && isPlaced(annotation))) return [];
    if (!isFinding(annotation)) return [{ annotation, number: index + 1, figure: null }];
    const figures = measureAnnotation(annotation, counted, isPlaced(annotation) ? relative : null).filter(
      // A frame is asked for by its area.
      ({ quantity }) => annotation.shape.kind !== 'counting-frame' || quantity !== 'perimeter',
    );
    const row = { annotation, number: index + 1 };
    return figures.length > 0 ? figures.map((figure) => ({ ...row, figure })) : [{ ...row, figure: null }];
  });
}

/** How much there is of a class. */
export interface ClassSum {
  readonly classId: string | null;
  readonly annotations: number;
  /** Counted points. */
  readonly points: number;
}

/** One entry a class, in the order in which the classes come first. */
export function sumsByClass(annotations: readonly Annotation[]): readonly ClassSum[] {
  const sums = new Map<string | null, { annotations: number; points: number }>();
  for (const { classId, shape } of annotations.filter(isFinding)) {
    const sum = sums.get(classId) ?? { annotations: 0, points: 0 };
    sum.annotations++;
    if (shape.kind === 'points') sum.points += shape.points.length;
    sums.set(classId, sum);
  }
  return [...sums].map(([classId, sum]) => ({ classId, ...sum }));
}
