import { expect, test } from 'vitest';
import { t } from '../i18n/i18n';
import { PreferenceStorage, type TextStorage } from '../state/preference-storage';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { AppStore } from '../state/store';
import { rememberSettings } from './remember-settings';

test('settings that cannot be remembered, or were not readable, are told once', () => {
  const store = new AppStore(DEFAULT_PREFERENCES);
  const full: TextStorage = {
    getItem: () => null,
    removeItem: () => undefined,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
  rememberSettings(store, new PreferenceStorage(() => full), {
    ...{ preferences: DEFAULT_PREFERENCES, remembered: true, lost: ['overlay'] },
  });
  const said = () => store.state.notices.map(({ report }) => report.message);
  expect(said()).toEqual([t('notices.settingsTitle', { sections: 'overlay' })]);
  for (const opacity of [0.3, 0.4]) store.overlay.set({ opacity }, 'opacity');
  expect(said().filter((message) => message === t('notices.storageTitle'))).toHaveLength(1);
});
