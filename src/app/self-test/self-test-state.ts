import type { ErrorReport } from '../../domain/errors';
import type { Measurements } from '../../optics/self-test/checks';

export type Part = 'blank' | 'target' | 'timing';

export interface SelfTestState {
  /** Being measured now. */
  readonly working: Part | null;
  /** 0..1 of what is being measured; null where it cannot be told. */
  readonly progress: number | null;
  readonly measured: Omit<Measurements, 'maxBlurUm'>;
  /** ISO 8601 */
  readonly measuredAt: Readonly<Record<Part, string | null>>;
  /** Why a part gave nothing. */
  readonly problem: { readonly part: Part; readonly report: Pick<ErrorReport, 'message' | 'remedy'> } | null;
  /** What was measured belonged to other optics and is gone. */
  readonly outdated: boolean;
}

export const NOTHING_MEASURED: SelfTestState = {
  working: null,
  progress: null,
  measured: { blank: null, target: null, timing: null, umPerPx: null },
  measuredAt: { blank: null, target: null, timing: null },
  problem: null,
  outdated: false,
};
