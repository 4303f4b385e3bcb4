import type { Case, Snapshot } from '../../domain/case';
import type { ErrorReport } from '../../domain/errors';
import type { Slide } from '../../domain/slide';
import type { FormatId } from '../../export/adapter';
import type { AddedAnnotations, RestoredCase } from './restore';

/** What the dialog is doing, or did last. */
export type ExportWork =
  | { readonly kind: 'idle' }
  /** `file` is the one made last. */
  | { readonly kind: 'exporting'; readonly share: number; readonly file: string | null }
  | { readonly kind: 'saved'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'importing'; readonly name: string }
  | { readonly kind: 'restored'; readonly case: RestoredCase }
  | { readonly kind: 'annotated'; readonly number: number; readonly result: AddedAnnotations }
  | { readonly kind: 'undone' }
  | { readonly kind: 'failed'; readonly report: Pick<ErrorReport, 'message' | 'remedy'> };

export interface ExportState {
  readonly open: boolean;
  /** Null until the store has answered. */
  readonly cases: readonly Case[] | null;
  readonly caseId: string | null;
  /** Of the chosen case. */
  readonly slides: readonly Slide[];
  /** Null: all of them. */
  readonly slideId: string | null;
  /** Of the chosen case, and slide. */
  readonly snapshots: readonly Snapshot[];
  /** Null: the whole case. */
  readonly snapshotId: string | null;
  /** How many annotations the chosen case, or slide, has; the archive takes them. */
  readonly drawn: number;
  readonly formats: readonly FormatId[];
  readonly coordinates: 'px' | 'um';
  readonly work: ExportWork;
}

export const CLOSED_EXPORT: ExportState = {
  open: false,
  cases: null,
  caseId: null,
  slides: [],
  slideId: null,
  snapshots: [],
  snapshotId: null,
  drawn: 0,
  formats: ['png', 'archive'],
  coordinates: 'px',
  work: { kind: 'idle' },
};

export function isBusy({ work }: ExportState): boolean {
  return work.kind === 'exporting' || work.kind === 'importing';
}

export function canExport(state: ExportState): boolean {
  if (isBusy(state) || state.formats.length === 0) return false;
  const live = state.drawn > 0 || state.slides.length > 0;
  return state.snapshots.length > 0 || (live && state.formats.includes('archive'));
}
