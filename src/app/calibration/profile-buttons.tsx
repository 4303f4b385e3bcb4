import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalibrationProfile } from '../../domain/calibration';
import { toErrorReport } from '../../domain/errors';
import { actionOf } from '../actions/actions';
import { saveFile } from '../files';
import { useActionContext, useAppState, useOpticsSettings, usePageView } from '../reticle-context';
import { readProfiles, serialiseProfiles } from '../state/calibration-profiles';

/** Opens the dialog that measures um/px; forgets, exports and imports what was measured. */
export function ProfileButtons({ profile }: { readonly profile: CalibrationProfile | null }) {
  const { t } = useTranslation();
  const actions = useActionContext();
  const optics = useOpticsSettings();
  const view = usePageView();
  const input = useRef<HTMLInputElement>(null);
  const { profiles, flatFields, open } = useAppState((state) => ({
    profiles: state.preferences.profiles,
    flatFields: state.preferences.flatFields,
    open: state.frame !== null && state.source.phase === 'open',
  }));
  const exportAll = () => {
    const text = serialiseProfiles({ profiles, flatFields });
    saveFile(new Blob([text], { type: 'application/json' }), 'reticle-calibration.json');
  };
  const importFrom = async (file: File) => {
    try {
      optics.addProfiles(await readProfiles(file));
    } catch (cause) {
      const report = toErrorReport(cause, {
        code: 'settings-invalid',
        message: t('panel.calibration.importFailed'),
        remedy: t('notices.retry'),
      });
      view.notify({ tone: 'error', report, ways: [], topic: 'profiles' });
    }
  };
  return (
    <p className="row calibrate-buttons">
      <button
        type="button"
        className="button"
        disabled={!open}
        onClick={() => actionOf('calibrate').run(actions)}
      >
        {t('panel.calibration.measure')}
      </button>
      {profile && (
        <button type="button" className="button" onClick={() => optics.removeProfile(profile.id)}>
          {t('panel.calibration.forget')}
        </button>
      )}
      {profiles.length + flatFields.length > 0 && (
        <button type="button" className="button" onClick={exportAll}>
          {t('panel.calibration.exportProfiles')}
        </button>
      )}
      <button type="button" className="button" onClick={() => input.current?.click()}>
        {t('panel.calibration.importProfiles')}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        data-testid="profiles-input"
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = '';
          if (file) void importFrom(file);
        }}
      />
    </p>
  );
}
