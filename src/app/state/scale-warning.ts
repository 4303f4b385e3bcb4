import type { CalibrationBasis } from '../../domain/calibration';
import type { AppState } from './app-state';
import { belongs, DISAGREEMENT, disagreement } from './calibration-profiles';
import { currentCalibration, currentOptics } from './selectors';

/** Why the um/px in force should be measured again. Shares are relative: 0.05 is 5%. */
export type ScaleWarning =
  | { readonly kind: 'uncertain'; readonly share: number }
  | {
      readonly kind: 'disagrees';
      readonly share: number;
      readonly umPerPx: number;
      readonly basis: CalibrationBasis;
    };

/**
 * Whether the scale in force is known to no better than 3%, or another way to measure the same optics gave a um/px
 * that is off by more. Null where neither is so, and for a nominal scale, of which nothing is known.
 */
export function scaleWarning(state: AppState): ScaleWarning | null {
  const inForce = currentCalibration(state);
  const optics = currentOptics(state);
  if (!inForce || inForce.basis === 'nominal') return null;
  const others = optics ? state.preferences.profiles.filter((profile) => belongs(profile, optics)) : [];
  const worst = others
    .map(({ umPerPx, basis }) => ({ umPerPx, basis, share: disagreement(umPerPx, inForce.umPerPx) ?? 0 }))
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))[0];
  if (worst && worst.share !== 0) return { kind: 'disagrees', ...worst };
  const share = (inForce.uncertaintyUmPerPx ?? 0) / inForce.umPerPx;
  return share > DISAGREEMENT ? { kind: 'uncertain', share } : null;
}

/** 4.1 */
export const percentOf = (share: number): string => (100 * Math.abs(share)).toFixed(1);
