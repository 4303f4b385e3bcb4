import { useTranslation } from 'react-i18next';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useAppState, useAppStore } from '../reticle-context';
import { Section } from './section';

export function SettingsSection() {
  const { t } = useTranslation();
  const store = useAppStore();
  const shortcuts = useAppState((state) => state.preferences.page.shortcuts);
  return (
    <Section title={t('panel.keys.title')}>
      <LabelledSwitch
        label={t('panel.keys.shortcuts')}
        checked={shortcuts}
        onChange={(on) => store.setPage({ shortcuts: on })}
      />
      <p className="row">
        <button type="button" className="button" onClick={() => store.patch({ helpOpen: true })}>
          {t('panel.keys.list')}
        </button>
        <button type="button" className="button" onClick={() => store.openPanel('selfTest')}>
          {t('selfTest.open')}
        </button>
        <button type="button" className="button" onClick={() => store.resetPreferences()}>
          {t('panel.keys.forget')}
        </button>
      </p>
    </Section>
  );
}
