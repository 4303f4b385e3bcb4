import type { ErrorReport } from '../../domain/errors';
import type { ModelDraft } from '../../model/bring';
import type { KeptModel } from './model-library';

/** What of a package is shown while it is taken in: all but its network. */
export type ShownDraft = Omit<ModelDraft, 'topology' | 'weights' | 'tests' | 'own'> & {
  readonly id: number;
  /** Test tensors that came with it. */
  readonly testCount: number;
};

/** Models that the user brings. Kept by ModelSession. */
export interface ModelsState {
  readonly kept: readonly KeptModel[];
  /** The package that waits for what it does not tell of itself. */
  readonly draft: ShownDraft | null;
  /** What is being done to it, 0..1; null: nothing. */
  readonly progress: { readonly fraction: number; readonly stage: string } | null;
  /** Why it was not taken in. */
  readonly problem: Pick<ErrorReport, 'message' | 'remedy'> | null;
  /** It computes otherwise than its author saw: by so much. The user may take it in nevertheless. */
  readonly missed: number | null;
}

export const NO_MODELS: ModelsState = { kept: [], draft: null, progress: null, problem: null, missed: null };

/** Bytes of all kept models. */
export const keptBytes = (kept: readonly KeptModel[]): number =>
  kept.reduce((sum, { bytes }) => sum + bytes, 0);
