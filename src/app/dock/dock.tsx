import { useTranslation } from 'react-i18next';
import { LabelledSlider } from '../controls/labelled-slider';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useAppState, useOverlaySettings } from '../reticle-context';
import { PeekButton } from './peek-button';
import { StatusLine } from './status-line';
import { ThresholdSlider } from './threshold-slider';

/** Bottom edge: what is happening, and how the overlay is drawn. */
export function Dock() {
  const { t } = useTranslation();
  const overlay = useOverlaySettings();
  const { heatmap, contours, opacity } = useAppState((state) => ({
    heatmap: state.preferences.overlay.heatmap,
    contours: state.preferences.overlay.contours,
    opacity: state.preferences.overlay.opacity,
  }));
  return (
    <footer className="dock">
      <StatusLine />
      <fieldset className="dock-overlay" aria-label={t('dock.label')}>
        <LabelledSwitch
          label={t('dock.heatmap')}
          checked={heatmap}
          onChange={(on) => overlay.set({ heatmap: on }, 'heatmap')}
        />
        <LabelledSwitch
          label={t('dock.contours')}
          checked={contours}
          onChange={(on) => overlay.set({ contours: on }, 'contours')}
        />
        <PeekButton />
        <div className="dock-opacity">
          <LabelledSlider
            label={t('dock.opacity')}
            value={opacity}
            min={0}
            max={1}
            step={0.01}
            text={`${Math.round(opacity * 100)} %`}
            onChange={(value) => overlay.set({ opacity: value }, 'opacity')}
          />
        </div>
        <ThresholdSlider />
      </fieldset>
    </footer>
  );
}
