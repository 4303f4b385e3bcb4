import { type DrawnAnnotation, decisionOf } from '../../domain/annotation';
import { longestDiameter } from '../../domain/feret';
import { outlineOf } from '../../domain/outline';
import { regionArea, ringsOf } from '../../domain/region';
import { type Slide, slideIdOf } from '../../domain/slide';
import type { ExportInput, SlideContent } from '../adapter';

/** A region that a person confirmed. */
export interface ConfirmedRegion {
  readonly areaMm2: number;
  readonly longestUm: number;
  /** It goes on into tissue that was not analysed: the figures are lower bounds. */
  readonly isCut: boolean;
  readonly note: string;
}

/** What a person made of the regions that a model marked on a slide. */
export interface ReviewedSlide {
  readonly label: string;
  /** When the map was kept last; null: it was not, or of another class. */
  readonly marked: number | null;
  readonly confirmed: readonly ConfirmedRegion[];
  readonly rejected: number;
  readonly noted: readonly string[];
}

/** Slides of which at least one region was confirmed, rejected or noted, in their order. */
export async function reviewedSlides({ slides = [], drawn = [] }: ExportInput): Promise<ReviewedSlide[]> {
  const reviewed: ReviewedSlide[] = [];
  for (const { slide, read } of slides) {
    const own = drawn.filter(
      (entry) =>
        decisionOf(entry.annotation) !== null && slideIdOf({ ...entry, caseId: slide.caseId }) === slide.id,
    );
    if (own.length > 0) reviewed.push(reviewOf(slide, own, (await read()).view));
  }
  return reviewed;
}

function reviewOf(slide: Slide, own: readonly DrawnAnnotation[], view: SlideContent['view']): ReviewedSlide {
  const of = (decision: string) =>
    own.map(({ annotation }) => annotation).filter((annotation) => decisionOf(annotation) === decision);
  const confirmed = of('confirmed').map(({ shape, origin, label }): ConfirmedRegion => {
    const region = outlineOf(shape) ?? [];
    const points = ringsOf(region).flat();
    return {
      areaMm2: regionArea(region) / 1e6,
      longestUm: points.length > 0 ? longestDiameter(points).length : 0,
      isCut: origin.kind === 'model' && origin.cut === true,
      note: label,
    };
  });
  const rejected = of('rejected').length;
  return {
    label: slide.label,
    // A map that was kept before the last decision may know of fewer.
    marked: view?.foci ? Math.max(view.foci.total, confirmed.length + rejected) : null,
    confirmed: confirmed.sort((a, b) => b.longestUm - a.longestUm),
    rejected,
    noted: of('noted').map(({ label }) => label),
  };
}
