import type { Snapshot } from '../domain/case';
import { type Slide, type SlideName, slideIdOf } from '../domain/slide';

/** The slide of a snapshot by its present label; null where neither snapshot nor case tells of one. */
export function slideOf(
  { slides = [] }: { readonly slides?: readonly { readonly slide: Slide }[] },
  snapshot: Pick<Snapshot, 'slideId' | 'caseId'>,
): SlideName | null {
  const id = slideIdOf(snapshot);
  const known = slides.find(({ slide }) => slide.id === id);
  if (known) return { id, label: known.slide.label };
  return snapshot.slideId === undefined ? null : { id, label: '' };
}
