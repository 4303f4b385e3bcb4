import { useTranslation } from 'react-i18next';
import { actionOf } from '../actions/actions';
import { heatGradient } from '../controls/heat-gradient';
import { LabelledSlider } from '../controls/labelled-slider';
import { useActionContext, useAppState, useOverlaySettings, usePageView } from '../reticle-context';
import { layerName, modelEntries, operatingPointAt, thresholdOf } from '../state/models';
import { enabledLayers, thresholdLayer } from '../state/selectors';

/** Values this close to the operating point, in probability, snap to it. */
const SNAP = 0.012;

/** The legend and the threshold in one: the colour map from 0 to 1 with the operating point marked. */
export function ThresholdSlider() {
  const { t } = useTranslation();
  const actions = useActionContext();
  const overlay = useOverlaySettings();
  const view = usePageView();
  const { layer, threshold, colourMap, opacity, severalOn, classes, drawn } = useAppState((state) => {
    const current = thresholdLayer(state);
    return {
      layer: current,
      threshold: current ? thresholdOf(current, state.preferences.overlay.thresholds) : 0.5,
      colourMap: state.preferences.overlay.colourMap,
      opacity: state.preferences.overlay.opacity,
      severalOn: enabledLayers(state).length > 1,
      classes: enabledLayers(state).filter(({ modelId }) => modelId === current?.modelId).length,
      drawn: !current || !state.preferences.overlay.hidden[current.key],
    };
  });
  const point = layer?.operatingPoint ?? null;
  const standing = layer ? operatingPointAt(layer, threshold) : null;
  const snap = actionOf('thresholdSnap');

  const set = (value: number) => {
    const near = point && Math.abs(value - point.threshold) <= SNAP && Math.abs(value - threshold) < 0.2;
    // A key press moves less than the snap's width, and must be able to leave the point.
    const isStep = Math.abs(value - threshold) <= 0.011;
    overlay.setThreshold(near && !isStep ? point.threshold : value);
  };

  return (
    <div className="dock-threshold">
      <LabelledSlider
        label={t('dock.threshold')}
        value={threshold}
        min={0}
        max={1}
        step={0.01}
        disabled={layer === null}
        text={threshold.toFixed(2)}
        onChange={set}
        trackClass="legend-track"
        track={
          <>
            <span
              className="legend-colours"
              style={{ backgroundImage: heatGradient(colourMap, opacity, threshold) }}
            />
            <span className="legend-threshold" style={{ left: `${threshold * 100}%` }} aria-hidden="true" />
            {point && (
              <span
                className="legend-point"
                style={{ left: `${point.threshold * 100}%` }}
                aria-hidden="true"
              />
            )}
          </>
        }
        aside={
          <span className="threshold-aside">
            {severalOn && layer ? <LayerChoice selected={layer.key} /> : null}
            {classes > 1 && layer && (
              <button
                type="button"
                className="link-button"
                aria-pressed={!drawn}
                onClick={() => overlay.setDrawn(layer, !drawn)}
              >
                {t('dock.hideClass')}
              </button>
            )}
            {layer && point && (
              <button
                type="button"
                className="link-button threshold-basis"
                aria-label={t('modelCard.open', { point: standing?.name ?? t('modelCard.byHand') })}
                onClick={() => view.showModelCard(layer.modelId)}
              >
                {standing?.name ?? t('modelCard.byHand')}
              </button>
            )}
            {point && standing !== point && (
              <button
                type="button"
                className="link-button"
                aria-label={t('dock.toOperatingPoint')}
                title={t('dock.toOperatingPoint')}
                onClick={() => snap.run(actions)}
              >
                {t('dock.reset')}
              </button>
            )}
          </span>
        }
      />
      <div className="legend-ticks" aria-hidden="true">
        <span>0</span>
        <span>{t('dock.probability')}</span>
        <span>1</span>
      </div>
    </div>
  );
}

/** Which model's threshold the slider sets, where several are on. */
function LayerChoice({ selected }: { readonly selected: string }) {
  const { t } = useTranslation();
  const overlay = useOverlaySettings();
  const layers = useAppState(enabledLayers);
  const models = useAppState((state) => state.models);
  const entries = modelEntries(models, (id) => t(`models.${id}`));
  return (
    <fieldset className="layer-choice">
      <legend className="visually-hidden">{t('dock.thresholdFor')}</legend>
      {layers.map((layer) => {
        const { key, modelId } = layer;
        const model = entries.find(({ id }) => id === modelId)?.name ?? modelId;
        const name = layerName(layer, models, model);
        // Of a model the first word tells enough, of its classes the last may.
        const [first, ...rest] = name === model ? name.split(' ') : [name];
        return (
          <label key={key} className="chip" data-on={key === selected || undefined}>
            <input
              type="radio"
              name="threshold-layer"
              className="visually-hidden"
              checked={key === selected}
              onChange={() => overlay.selectLayer(key)}
            />
            {first}
            <span className="visually-hidden"> {rest.join(' ')}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
