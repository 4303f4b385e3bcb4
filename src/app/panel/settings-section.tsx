import { useTranslation } from 'react-i18next';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useAppState, usePageView, useResetOfSettings } from '../reticle-context';
import { Section } from './section';

export function SettingsSection() {
  const { t } = useTranslation();
  const view = usePageView();
  const reset = useResetOfSettings();
  const { shortcuts, offline } = useAppState((state) => ({
    shortcuts: state.preferences.page.shortcuts,
    offline: state.offline,
  }));
  return (
    <Section title={t('panel.keys.title')}>
      <LabelledSwitch
        label={t('panel.keys.shortcuts')}
        checked={shortcuts}
        onChange={(on) => view.set({ shortcuts: on })}
      />
      <p className="row">
        <button type="button" className="button" onClick={() => view.showHelp(true)}>
          {t('panel.keys.list')}
        </button>
        <button type="button" className="button" onClick={() => view.openPanel('models')}>
          {t('ownModels.bring')}
        </button>
        <button type="button" className="button" onClick={() => view.openPanel('selfTest')}>
          {t('selfTest.open')}
        </button>
        <button type="button" className="button" onClick={reset}>
          {t('panel.keys.forget')}
        </button>
      </p>
      {offline !== 'off' && <p className="hint">{t(`offline.state.${offline}`)}</p>}
    </Section>
  );
}
