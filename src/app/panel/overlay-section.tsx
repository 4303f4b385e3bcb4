import { useTranslation } from 'react-i18next';
import { heatGradient } from '../controls/heat-gradient';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useActionContext, useAppState, useOverlaySettings } from '../reticle-context';
import { Section } from './section';

/** What may be drawn on the tissue. */
const SIGNS = ['heat', 'contour', 'looking', 'notAssessed'] as const;
const COLOUR_MAPS = ['viridis', 'cividis'] as const;

export function OverlaySection() {
  const { t } = useTranslation();
  const actions = useActionContext();
  const overlay = useOverlaySettings();
  const { colourMap, opacity, scaleBar } = useAppState((state) => ({
    colourMap: state.preferences.overlay.colourMap,
    opacity: state.preferences.overlay.opacity,
    scaleBar: state.preferences.overlay.scaleBar,
  }));
  return (
    <Section title={t('panel.overlay.title')}>
      <fieldset className="swatches">
        <legend className="field-label">{t('panel.overlay.colourMap')}</legend>
        {COLOUR_MAPS.map((map) => (
          <label key={map} className="swatch" data-on={map === colourMap || undefined}>
            <input
              type="radio"
              className="visually-hidden"
              name="colour-map"
              checked={map === colourMap}
              onChange={() => overlay.set({ colourMap: map }, 'colour map')}
            />
            <span className="swatch-colours" style={{ backgroundImage: heatGradient(map, 1, 0.5) }} />
            {t(`panel.overlay.${map}`)}
          </label>
        ))}
      </fieldset>
      <ul className="key">
        {SIGNS.map((sign) => (
          <li key={sign} className="key-entry">
            <span
              className={`key-sign key-${sign}`}
              style={sign === 'heat' ? { backgroundImage: heatGradient(colourMap, opacity, 0.5) } : undefined}
            />
            {t(`panel.overlay.legend.${sign}`)}
          </li>
        ))}
      </ul>
      <LabelledSwitch
        label={t('panel.overlay.scaleBar')}
        checked={scaleBar}
        onChange={(on) => overlay.set({ scaleBar: on }, 'scale bar')}
      />
      <p className="row">
        <button type="button" className="button" onClick={() => actions.map.clear()}>
          {t('panel.overlay.clear')}
        </button>
        <span className="hint">{t('panel.overlay.clearHint')}</span>
      </p>
    </Section>
  );
}
