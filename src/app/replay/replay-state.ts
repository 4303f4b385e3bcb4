import type { ErrorReport } from '../../domain/errors';
import type { ReplayFrame } from '../../domain/replay';

type Report = Pick<ErrorReport, 'message' | 'remedy'>;

/** What is being made of the frames, or was made last. */
export type ReplayWork =
  | { readonly kind: 'idle' }
  | { readonly kind: 'taking' }
  | { readonly kind: 'taken'; readonly number: number }
  | { readonly kind: 'not-taken' }
  | { readonly kind: 'clipping'; readonly share: number }
  | { readonly kind: 'saved'; readonly name: string }
  | { readonly kind: 'failed'; readonly report: Report };

export interface ReplayState {
  readonly phase: 'closed' | 'loading' | 'open';
  /** Oldest first. */
  readonly frames: readonly ReplayFrame[];
  /** Of the frame that is shown. */
  readonly index: number;
  /** Why nothing is recorded. */
  readonly error: Report | null;
  readonly work: ReplayWork;
}

export const CLOSED_REPLAY: ReplayState = {
  phase: 'closed',
  frames: [],
  index: 0,
  error: null,
  work: { kind: 'idle' },
};
