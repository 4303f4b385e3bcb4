import { type Annotation, decisionOf } from '../../domain/annotation';
import { labelPlaces } from './label-places';
import { anchorOf, isCut, wordsOf } from './shape-mark';

/** Length of a letter of a label on average, screen px. */
const LETTER = 8;

/** How far the words of each annotation give way to those of others. */
export function labelDowns(annotations: readonly Annotation[], px: number): ReadonlyMap<string, number> {
  const labels = annotations.flatMap((annotation) => {
    const { id, shape, label } = annotation;
    const anchor = anchorOf(shape);
    const words = wordsOf(shape, label, { isCut: isCut(annotation), decision: decisionOf(annotation) });
    if (!anchor || !words) return [];
    return [{ id, x: anchor.x / px, y: anchor.y / px, width: words.length * LETTER }];
  });
  const downs = labelPlaces(labels);
  return new Map(labels.map(({ id }, i) => [id, downs[i] ?? 0]));
}
