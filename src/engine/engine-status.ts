import type { FieldCounts, PictureCounts } from '../domain/field-counts';
import type { OtherPicture } from '../domain/picture';

/** What the status line says; `code` picks the sentence. */
export type EngineStatusCode =
  | 'starting'
  | 'stale'
  | 'silent'
  | 'no-source'
  | 'waiting-for-frame'
  | 'warming-up'
  | 'looking'
  | 'examined'
  | 'no-tissue'
  | 'out-of-focus'
  | 'over-exposed'
  | 'under-exposed'
  | 'ink'
  | 'motion-blur'
  | 'unfamiliar-tissue'
  | OtherPicture
  | 'wrong-scale'
  | 'field-too-small'
  | 'objective-changed'
  | 'not-calibrated'
  | 'tracking-lost'
  | 'no-model'
  | 'frozen'
  | 'recovering'
  | 'stopped';

export interface EngineStatus {
  readonly code: EngineStatusCode;
  /** Share of the tissue of the field that has an answer, 0..1. */
  readonly examined: number;
  /** Cells of the field that the models on can answer for; left out where none was counted. */
  readonly counts?: FieldCounts;
  /** All cells of the picture, those at its edge too; left out where none was counted. */
  readonly picture?: PictureCounts;
  /** The view is held on one frame, whatever `code` says. Left out: false. */
  readonly frozen?: boolean;
  /** The source is meant to stand still: a still image, a paused video. Left out: false. */
  readonly still?: boolean;
  /** For 'stale' and 'silent': when the picture was shown, or the worker last heard; ms since the Unix epoch. */
  readonly since?: number;
  /** For 'silent': which worker, as in messages. */
  readonly worker?: string;
  /** For 'stale': the source itself says that it has no pictures. */
  readonly muted?: boolean;
  /** For 'field-too-small': side of the smallest field that the model can answer for, um. */
  readonly neededUm?: number;
  /** um/px range of the model that refuses the scale, for 'wrong-scale'. */
  readonly scale?: {
    readonly umPerPx: number;
    readonly range: readonly [number, number];
    readonly objectives: readonly number[];
  };
}
