import type { ErrorReport } from '../../../domain/errors';
import type { RectPx } from '../../../domain/geometry';

/** A way on that an error card offers. */
export type WayOn =
  | 'retry'
  | 'demo'
  | 'other-source'
  | 'open-file'
  | 'restart'
  | 'save-picture'
  | 'store-again'
  | 'update';

export interface Notice {
  readonly id: number;
  readonly tone: 'error' | 'note';
  readonly report: Pick<ErrorReport, 'message' | 'remedy'>;
  readonly ways: readonly WayOn[];
  /** Notices of one topic replace each other: one about the source, one about the engine ... */
  readonly topic: string;
}

export interface SavedSnapshot {
  readonly id: number;
  readonly blob: Blob;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
}

export type PanelName = 'controls' | 'diagnostics' | 'case' | 'map' | 'measures' | 'selfTest' | 'models';

/** Whether the program's files are kept in the browser; off: by a build that has no service worker. */
export type OfflineState = 'off' | 'being-kept' | 'kept' | 'refused';

/** What is open, and which notices are shown. Kept by PageView. */
export interface PageSlice {
  readonly panel: PanelName | null;
  readonly helpOpen: boolean;
  /** The model whose card is shown. */
  readonly modelCard: string | null;
  /** The dialog that measures um/px is open. */
  readonly calibrating: boolean;
  /** Rectangle being drawn, in px of the frame as the camera gives it; null: not cropping. */
  readonly cropping: RectPx | null;
  readonly dropping: boolean;
  readonly offline: OfflineState;
  /** Counts up with each press of the key that asks what a place of the field is. */
  readonly placeAsked: number;
  readonly notices: readonly Notice[];
  readonly snapshots: readonly SavedSnapshot[];
}

export const pageWith = (panel: PanelName | null): PageSlice => ({
  panel,
  helpOpen: false,
  modelCard: null,
  calibrating: false,
  cropping: null,
  dropping: false,
  offline: 'off',
  placeAsked: 0,
  notices: [],
  snapshots: [],
});
