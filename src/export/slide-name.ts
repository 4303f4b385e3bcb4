import type { Snapshot } from '../domain/case';
import { type SlideName, slideIdOf } from '../domain/slide';
import type { ExportInput } from './adapter';

/** The slide of a snapshot by its present label; null where neither snapshot nor case tells of one. */
export function slideOf(
  { slides = [] }: Pick<ExportInput, 'slides'>,
  snapshot: Pick<Snapshot, 'slideId' | 'caseId'>,
): SlideName | null {
  const id = slideIdOf(snapshot);
  const known = slides.find(({ slide }) => slide.id === id);
  if (known) return { id, label: known.slide.label };
  return snapshot.slideId === undefined ? null : { id, label: '' };
}
