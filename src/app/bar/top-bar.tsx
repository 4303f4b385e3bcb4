import { useTranslation } from 'react-i18next';
import { AnnotateButton } from '../annotate/tool-palette';
import { BarButton } from '../controls/bar-button';
import { useAppState } from '../reticle-context';
import { ModelSwitches } from './model-switches';
import { ObjectiveSelect } from './objective-select';
import { SourceSelect } from './source-select';

export function TopBar() {
  const { t } = useTranslation();
  const { frozen, panel, hasFrame } = useAppState((state) => ({
    frozen: state.frozen,
    panel: state.panel,
    hasFrame: state.frame !== null,
  }));
  return (
    <header className="top-bar">
      <h1 className="brand">
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span className="brand-name">{t('app.name')}</span>
        <small className="brand-note">{t('app.researchUseOnly')}</small>
      </h1>
      <div className="bar-group bar-selects">
        <SourceSelect />
        <BarButton action="nextSlide" label={t('slides.next')} icon="nextSlide" />
        <ObjectiveSelect />
      </div>
      <ModelSwitches />
      <div className="bar-group bar-actions">
        <BarButton
          action="freeze"
          label={t('bar.freeze')}
          icon={frozen ? 'resume' : 'freeze'}
          pressed={frozen && hasFrame}
          showLabel
        />
        <BarButton action="snapshot" label={t('bar.snapshot')} icon="snapshot" showLabel accent />
        <BarButton action="replay" label={t('replay.open')} icon="replay" showLabel />
        <AnnotateButton />
        <span className="bar-divider" aria-hidden="true" />
        <BarButton action="map" label={t('bar.map')} icon="map" expanded={panel === 'map'} showLabel />
        <BarButton
          action="controls"
          label={t('bar.controls')}
          icon="controls"
          expanded={panel === 'controls'}
        />
        <BarButton
          action="diagnostics"
          label={t('bar.diagnostics')}
          icon="diagnostics"
          expanded={panel === 'diagnostics'}
        />
        <BarButton action="export" label={t('bar.export')} icon="export" />
        <BarButton action="help" label={t('bar.help')} icon="help" />
      </div>
    </header>
  );
}
