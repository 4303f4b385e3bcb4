import type { StepGroup } from './history';

/** What can be taken back. */
export interface HistoryView {
  /** Words for the newest step; null: none. */
  readonly undo: string | null;
  readonly redo: string | null;
  readonly groups: readonly StepGroup[];
  /** A step whose undo is offered for a while, since nobody would think of a key. */
  readonly offer: { readonly id: number; readonly label: string; readonly group: StepGroup } | null;
}

export const NOTHING_DONE: HistoryView = { undo: null, redo: null, groups: [], offer: null };
