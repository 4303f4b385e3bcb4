import type { CalibrationProfile } from '../../domain/calibration';
import type { MeasuredScale } from '../../optics/calibration/by-numbers';
import { t } from '../i18n/i18n';
import type { Optics } from '../state/calibration-profiles';

/** A measured scale as it is remembered for these optics. */
export function newProfile(
  { camera, resolution, objective, relay }: Optics,
  { umPerPx, uncertaintyUmPerPx }: MeasuredScale,
  basis: CalibrationProfile['basis'],
): CalibrationProfile {
  return {
    schema: 1,
    id: crypto.randomUUID(),
    name: t('calibrate.profileName', { objective, camera }).slice(0, 200),
    camera,
    resolution: { width: resolution.width, height: resolution.height },
    relay,
    objective,
    umPerPx,
    uncertaintyUmPerPx,
    basis,
    createdAt: new Date().toISOString(),
  };
}
