import type { SetAside } from '../../capture/case-store';
import type { ShownMap } from '../../capture/slide-store';
import type { StorageUsage } from '../../capture/usage';
import type { Case, Snapshot } from '../../domain/case';
import type { Slide, SlideName } from '../../domain/slide';

/** What a second picture in the viewer shows. */
export type Comparison =
  | { readonly kind: 'none' }
  /** The same field without its overlay. */
  | { readonly kind: 'bare' }
  | { readonly kind: 'snapshot'; readonly id: string };

export interface ViewerView {
  readonly id: string;
  readonly overlay: boolean;
  readonly comparison: Comparison;
}

/** What was deleted last and can be taken back at once. */
export interface Undoable {
  readonly kind: 'snapshot' | 'slide' | 'case';
  readonly id: string;
  readonly number: number;
  /** Of a slide. */
  readonly label: string;
}

/** The slide under the microscope. */
export interface PresentSlide extends SlideName {
  /** The case that it is stored in; null: nothing of it is stored yet. */
  readonly caseId: string | null;
  /** What it is seen with, where that can be told again (Slide.source). */
  readonly source: string | null;
}

/** Cases and snapshots as the page shows them. */
export interface CaptureView {
  readonly phase: 'opening' | 'ready' | 'unavailable';
  readonly cases: readonly Case[];
  /** The case that captures go to; null: the next capture begins one. */
  readonly caseId: string | null;
  /** Of that case, by number. */
  readonly snapshots: readonly Snapshot[];
  /** Of that case, by number. */
  readonly slides: readonly Slide[];
  /** Annotations of each of them, by slide id. */
  readonly drawn: Readonly<Record<string, number>>;
  /** What is shown of the maps that are kept, by slide id. */
  readonly maps: Readonly<Record<string, ShownMap>>;
  /** Null before the page has begun one. */
  readonly slide: PresentSlide | null;
  /** *Next slide* can be taken back to this one. */
  readonly former: PresentSlide | null;
  /** The page asks whether the tissue in view is of another slide. */
  readonly askingOtherSlide: boolean;
  /** The slide whose kept map is looked at. */
  readonly shownSlide: string | null;
  readonly usage: StorageUsage | null;
  readonly setAside: readonly SetAside[];
  readonly deleted: number;
  /** Captures on their way to the disk. */
  readonly storing: number;
  /** Captures that could not be stored; kept in memory until they are stored or saved. */
  readonly unsaved: number;
  /** Last capture that is on the disk. */
  readonly acknowledged: Snapshot | null;
  readonly undoable: Undoable | null;
  readonly stripOpen: boolean;
  readonly viewer: ViewerView | null;
}

export const INITIAL_CAPTURE: CaptureView = {
  phase: 'opening',
  cases: [],
  caseId: null,
  snapshots: [],
  slides: [],
  drawn: {},
  maps: {},
  slide: null,
  former: null,
  askingOtherSlide: false,
  shownSlide: null,
  usage: null,
  setAside: [],
  deleted: 0,
  storing: 0,
  unsaved: 0,
  acknowledged: null,
  undoable: null,
  stripOpen: false,
  viewer: null,
};
