import type { Calibration } from '../../engine/port';
import { DISAGREEMENT } from '../state/calibration-profiles';
import { type KnownScale, ratioBetween } from './known-scales';
import { type Candidate, NOTHING_NOTICED, type ObjectiveNotice } from './objective-notice';

/** What the image said: um/px now as a multiple of the um/px that is set, and whether beyond doubt. */
export interface NoticedChange {
  readonly ratio: number;
  readonly certain: boolean;
}

/** Buttons that fit without a search among them. */
const MOST_CANDIDATES = 4;

/** Whether a candidate's um/px is what the image says, within 3%. */
export const fits = ({ off }: Candidate): boolean => Math.abs(off) <= DISAGREEMENT;

/** Lenses other than the one that is set, the likeliest first. */
export function candidatesFor(
  ratio: number,
  inForce: Calibration,
  scales: readonly KnownScale[],
): readonly Candidate[] {
  return scales
    .filter(({ objective }) => objective !== inForce.objective)
    .map((scale) => ({
      objective: scale.objective,
      umPerPx: scale.umPerPx,
      off: ratioBetween(inForce, scale) / ratio - 1,
    }))
    .sort((a, b) => Math.abs(Math.log(1 + a.off)) - Math.abs(Math.log(1 + b.off)));
}

/**
 * What follows from a noticed change. It is switched without asking only when the image leaves no doubt and one
 * known scale alone fits within 3%; a ratio of 1 says that what is set is right after all.
 * @param inForce null: no um/px is set that could be wrong, or a stage knows its own
 */
export function noticed(
  before: ObjectiveNotice,
  change: NoticedChange,
  inForce: Calibration | null,
  scales: readonly KnownScale[],
): ObjectiveNotice {
  if (change.ratio === 1) return before.kind === 'asking' ? NOTHING_NOTICED : before;
  if (!inForce) return { kind: 'asking', from: null, times: null, candidates: [] };
  const candidates = candidatesFor(change.ratio, inForce, scales);
  const from = inForce.objective;
  const [only, another] = candidates.filter(fits);
  if (change.certain && only && !another) return { kind: 'switched', from, to: only };
  return {
    kind: 'asking',
    from,
    times: 1 / change.ratio,
    candidates: candidates.slice(0, MOST_CANDIDATES),
  };
}
