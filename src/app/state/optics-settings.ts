import type { CalibrationProfile } from '../../domain/calibration';
import type { FlatField } from '../../domain/flat-field';
import { t } from '../i18n/i18n';
import { type CalibrationFile, withProfile } from './calibration-profiles';
import { nameCameras } from './camera-names';
import { withFlatField } from './flat-fields';
import type { Preferences } from './preferences';
import { openCameraKey, scaleKey } from './selectors';
import type { SettingsHost } from './settings-host';
import type { OpticsSlice } from './slices/optics-slice';
import type { CameraEntry } from './slices/source-slice';

const NOT_SET_UP = { left: false, estimated: false, lightSkipped: false } as const;

/** What is remembered of cameras and of what was measured through them. */
export class OpticsSettings {
  constructor(private readonly host: SettingsHost<OpticsSlice>) {}

  /** Makes sure that cameras of one make have different names. */
  nameCameras(connected: readonly CameraEntry[]): void {
    const cameras = nameCameras(connected, this.host.state.preferences.cameras);
    if (cameras) this.host.setPreferences({ cameras });
  }

  setCamera(change: Partial<Preferences['cameras'][string]>): void {
    const key = openCameraKey(this.host.state);
    if (key === null) return;
    const { cameras } = this.host.state.preferences;
    this.host.setPreferences({ cameras: { ...cameras, [key]: { ...cameras[key], ...change } } });
  }

  /** How far the set-up of the open camera is, as far as it is not told by what was measured; {} begins it. */
  setSetup(change: Partial<NonNullable<Preferences['cameras'][string]['setup']>>): void {
    const key = openCameraKey(this.host.state);
    if (key === null) return;
    const { setup = NOT_SET_UP } = this.host.state.preferences.cameras[key] ?? {};
    this.setCamera({ setup: { ...setup, ...change } });
  }

  /** Remembers the um/px typed for this camera and objective; null forgets it. */
  enterScale(umPerPx: number | null): void {
    const key = scaleKey(this.host.state);
    if (key === null) return;
    const { [key]: _, ...others } = this.host.state.preferences.scales;
    this.host.patch({ linkedUmPerPx: null });
    this.host.setPreferences({ scales: umPerPx === null ? others : { ...others, [key]: umPerPx } });
  }

  /** Remembers a measured scale; one that was typed for the same optics gives way. */
  saveProfile(profile: CalibrationProfile): void {
    this.enterScale(null);
    this.host.setPreferences({ profiles: withProfile(this.host.state.preferences.profiles, profile) });
  }

  /** Adds what was imported. */
  addProfiles({ profiles, flatFields }: CalibrationFile): void {
    const { preferences } = this.host.state;
    this.host.setPreferences({
      profiles: profiles.reduce(withProfile, preferences.profiles),
      flatFields: flatFields.reduce(withFlatField, preferences.flatFields),
    });
  }

  removeProfile(id: string): void {
    const { profiles } = this.host.state.preferences;
    this.host.setAsStep<readonly CalibrationProfile[]>(
      { label: t('history.profile'), group: 'settings' },
      (to) => this.host.setPreferences({ profiles: to }),
      [profiles, profiles.filter((profile) => profile.id !== id)],
    );
  }

  /** Flat fields in place of those there are, as one step that can be undone. */
  setFlatFields(flatFields: readonly FlatField[]): void {
    this.host.setAsStep<readonly FlatField[]>(
      { label: t('history.flatField'), group: 'flat-field' },
      (to) => this.host.setPreferences({ flatFields: to }),
      [this.host.state.preferences.flatFields, flatFields],
    );
  }
}
