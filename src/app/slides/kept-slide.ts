import type { StoredSlideMap } from '../../domain/stored-slide-map';

/** Where a slide is in the store. */
export interface SlidePlace {
  readonly caseId: string;
  readonly slideId: string;
}

/** What is kept of a slide: what the engine gave, and the run of the tracker that its islands belong to. */
export interface KeptSlide {
  readonly look: string;
  readonly engine: StoredSlideMap;
}
