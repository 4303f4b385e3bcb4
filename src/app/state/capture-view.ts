import type { SetAside } from '../../capture/case-store';
import type { StorageUsage } from '../../capture/usage';
import type { Case, Snapshot } from '../../domain/case';

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
  readonly kind: 'snapshot' | 'case';
  readonly id: string;
  readonly number: number;
}

/** Cases and snapshots as the page shows them. */
export interface CaptureView {
  readonly phase: 'opening' | 'ready' | 'unavailable';
  readonly cases: readonly Case[];
  /** The case that captures go to; null: the next capture begins one. */
  readonly caseId: string | null;
  /** Of that case, by number. */
  readonly snapshots: readonly Snapshot[];
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
