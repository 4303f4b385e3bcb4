import { useTranslation } from 'react-i18next';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useApp, useReticle } from '../reticle-context';
import { Section } from './section';

export function SettingsSection() {
  const { t } = useTranslation();
  const reticle = useReticle();
  const shortcuts = useApp((state) => state.preferences.page.shortcuts);
  return (
    <Section title={t('panel.keys.title')}>
      <LabelledSwitch
        label={t('panel.keys.shortcuts')}
        checked={shortcuts}
        onChange={(on) => reticle.store.setPage({ shortcuts: on })}
      />
      <p className="row">
        <button type="button" className="button" onClick={() => reticle.store.patch({ helpOpen: true })}>
          {t('panel.keys.list')}
        </button>
        <button type="button" className="button" onClick={() => reticle.store.openPanel('selfTest')}>
          {t('selfTest.open')}
        </button>
        <button type="button" className="button" onClick={() => reticle.resetPreferences()}>
          {t('panel.keys.forget')}
        </button>
      </p>
    </Section>
  );
}
