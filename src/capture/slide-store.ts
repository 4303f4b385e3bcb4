import type { Slide, SlideView } from '../domain/slide';

/** What the user may set of a slide. */
export type SlideFields = Pick<Slide, 'label'>;
export type NewSlideFields = Pick<Slide, 'caseId'> &
  Partial<Pick<Slide, 'id' | 'label' | 'createdAt' | 'source'>> & {
    /** Kept where no other slide of the case has it (import). */
    readonly number?: number;
  };

/** A slide's map to be kept: plain data with typed arrays, and what the list of slides shows of it. */
export interface KeptMap {
  readonly map: unknown;
  readonly view: SlideView;
  /** Small PNG or JPEG. */
  readonly picture: Blob | null;
}

export interface ShownMap {
  readonly view: SlideView;
  readonly picture: Blob | null;
}

/** The slides of cases and their maps, in the browser's storage; promises and errors as of CaseStore. */
export interface SlideStore {
  /** By number, without deleted ones. */
  slides(caseId: string): Promise<readonly Slide[]>;
  /** An id that exists is left as it is. The case is made if there is none (or no longer). */
  createSlide(fields: NewSlideFields): Promise<Slide>;
  updateSlide(id: string, fields: SlideFields): Promise<Slide>;
  /** Its snapshots, annotations and map go with it, and come back with it. */
  removeSlide(id: string): Promise<void>;
  restoreSlide(id: string): Promise<void>;

  /** Replaces the map kept before, whole; listeners are not told. @throws ReticleError 'record-missing' */
  keepMap(slideId: string, kept: KeptMap): Promise<void>;
  /** Null where none was kept. @throws ReticleError 'record-corrupt' (set aside) */
  keptMap(slideId: string): Promise<unknown>;
  /** Packed as on the disk, for an export; null where none was kept. @throws ReticleError as keptMap */
  packedMap(slideId: string): Promise<ArrayBuffer | null>;
  /** Takes in what packedMap gave, where the slide has no map yet. @throws ReticleError 'record-corrupt' */
  keepPackedMap(slideId: string, packed: ArrayBuffer, shown: ShownMap | null): Promise<void>;
  /** Null where no map was kept, or where what is shown of it cannot be read. */
  shownMap(slideId: string): Promise<ShownMap | null>;
}
