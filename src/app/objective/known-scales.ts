import type { Calibration } from '../../engine/port';
import type { AppState } from '../state/app-state';
import { calibrationKey, calibrationOf, OBJECTIVES } from '../state/calibration';
import { profileFor } from '../state/calibration-profiles';
import { currentCalibration, currentRelay, openCameraKey, openSurface, scaleOwner } from '../state/selectors';

/** um/px that would be in force with one objective, and how it is known. */
export interface KnownScale extends Calibration {
  readonly objective: number;
}

/** The scales of the open camera with every objective that can be chosen; none where a stage knows its own. */
export function knownScales(state: AppState): readonly KnownScale[] {
  const owner = scaleOwner(state);
  const surface = openSurface(state);
  const { preferences } = state;
  if (owner === null || !surface) return [];
  const { label, size } = surface;
  const relay = currentRelay(state);
  return OBJECTIVES.flatMap((objective) => {
    const scale = calibrationOf({
      objective,
      entered: preferences.scales[calibrationKey(owner, size, objective, relay)] ?? null,
      profile: profileFor(preferences.profiles, {
        camera: label.slice(0, 200),
        resolution: size,
        objective,
        relay,
      }),
    });
    return scale ? [{ ...scale, objective }] : [];
  });
}

/**
 * um/px of `to` as a multiple of that of `from`. Measured scales are compared as they are; where one of them is
 * nominal, the engraved magnifications are, since a nominal um/px leaves out the camera adapter.
 */
export function ratioBetween(from: Calibration, to: KnownScale): number {
  const engraved = from.basis === 'nominal' || to.basis === 'nominal';
  return engraved && from.objective !== null ? from.objective / to.objective : to.umPerPx / from.umPerPx;
}

/** The scale in force, as one that can be left for another; null without one, or where a stage knows its own. */
export function scaleInForce(state: AppState): Calibration | null {
  return openCameraKey(state) === null ? null : currentCalibration(state);
}
