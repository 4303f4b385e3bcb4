import type { AppState } from '../state/app-state';
import {
  currentCalibration,
  currentFlatField,
  currentObjective,
  openCameraKey,
  openCameraName,
  scaleOwner,
} from '../state/selectors';

/** How far the set-up of the open camera is. */
export interface Setup {
  readonly objective: boolean;
  /** `estimated`: the user does not know it, and goes on with the scale that an ordinary adapter would have. */
  readonly scale: 'known' | 'estimated' | null;
  readonly light: 'taken' | 'skipped' | null;
}

/** Null where there is no camera of which anything has to be told: a simulated slide, a file, a shared screen, nothing. */
export function setupOf(state: AppState): Setup | null {
  const key = openCameraKey(state);
  const { source } = state;
  const camera = source.phase === 'open' && ['camera', 'simulated'].includes(source.request.kind);
  if (key === null || !camera || state.frame === null) return null;
  const told = state.preferences.cameras[key]?.setup;
  const calibration = currentCalibration(state);
  const known = calibration !== null && calibration.basis !== 'nominal';
  return {
    objective: currentObjective(state) !== null,
    scale: known ? 'known' : calibration && told?.estimated ? 'estimated' : null,
    light: currentFlatField(state) ? 'taken' : told?.lightSkipped ? 'skipped' : null,
  };
}

/** Whether the strip is shown: over a camera of which no scale is known at any objective, until it is left. */
export function asksForSetup(state: AppState): boolean {
  const key = openCameraKey(state);
  if (key === null || setupOf(state) === null || state.calibrating || state.cropping) return false;
  const told = state.preferences.cameras[key]?.setup;
  if (told) return !told.left;
  const name = openCameraName(state);
  const owner = scaleOwner(state);
  const measured = state.preferences.profiles.some(({ camera }) => camera === null || camera === name);
  const typed = Object.keys(state.preferences.scales).some((scale) => scale.startsWith(`${owner}|`));
  return !measured && !typed && state.linkedUmPerPx === null;
}
