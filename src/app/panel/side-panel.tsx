import { useTranslation } from 'react-i18next';
import { MeasureTable } from '../annotate/measure-table';
import { CasePanel } from '../capture/case-panel';
import { Icon } from '../controls/icon';
import { MapPanel } from '../map/map-panel';
import { ModelsPanel } from '../models/models-panel';
import { useAppState, usePageView } from '../reticle-context';
import { SelfTestPanel } from '../self-test/self-test-panel';
import { CalibrationSection } from './calibration-section';
import { CameraSection } from './camera-section';
import { DiagnosticsPanel } from './diagnostics-panel';
import { FlatFieldSection } from './flat-field-section';
import { hasMicroscope, MicroscopeSection } from './microscope-section';
import { OverlaySection } from './overlay-section';
import { PictureSection } from './picture-section';
import { SettingsSection } from './settings-section';

/** Opens on demand at the right edge. */
export function SidePanel() {
  const { t } = useTranslation();
  const view = usePageView();
  const { panel, microscope, hasCamera } = useAppState((state) => ({
    panel: state.panel,
    microscope: hasMicroscope(state),
    hasCamera: state.source.phase === 'open' && state.source.source.controls !== undefined,
  }));
  if (!panel) return null;
  return (
    <aside className="panel" aria-labelledby="panel-title" data-panel={panel}>
      <div className="panel-head">
        <h2 className="panel-title" id="panel-title">
          {t(`panel.${panel}`)}
        </h2>
        <button
          type="button"
          className="icon-button"
          aria-label={t('panel.close')}
          onClick={() => view.openPanel(null)}
        >
          <Icon name="close" />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must take focus (WCAG 2.1.1) */}
      <section className="panel-body" tabIndex={0} aria-label={t(`panel.${panel}`)}>
        {panel === 'diagnostics' && <DiagnosticsPanel />}
        {panel === 'case' && <CasePanel />}
        {panel === 'map' && <MapPanel />}
        {panel === 'measures' && <MeasureTable />}
        {panel === 'models' && <ModelsPanel />}
        {panel === 'selfTest' && <SelfTestPanel />}
        {panel === 'controls' && (
          <div>
            {microscope && <MicroscopeSection />}
            <CalibrationSection />
            <FlatFieldSection />
            <PictureSection />
            {hasCamera && <CameraSection />}
            <OverlaySection />
            <SettingsSection />
          </div>
        )}
      </section>
    </aside>
  );
}
