import { t } from '../i18n/i18n';
import type { PreferenceStorage } from '../state/preference-storage';
import type { ParsedPreferences } from '../state/preferences';
import type { AppStore } from '../state/store';

/** Writes every change of remembered settings, and reports what was lost or cannot be written. */
export function rememberSettings(
  store: AppStore,
  storage: PreferenceStorage,
  { lost }: ParsedPreferences,
): void {
  if (lost.length > 0)
    store.page.notify({
      tone: 'note',
      report: {
        message: t('notices.settingsTitle', { sections: lost.join(', ') }),
        remedy: t('notices.settingsRemedy'),
      },
      ways: [],
      topic: 'settings',
    });
  let told = false;
  const tellFailure = () => {
    if (told || !storage.failed) return;
    told = true;
    store.page.notify({
      tone: 'note',
      report: { message: t('notices.storageTitle'), remedy: t('notices.storageRemedy') },
      ways: [],
      topic: 'storage',
    });
  };
  tellFailure();
  store.api.subscribe(({ preferences }, before) => {
    if (preferences === before.preferences) return;
    storage.save(preferences);
    tellFailure();
  });
}
