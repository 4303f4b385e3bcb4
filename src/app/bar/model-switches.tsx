import { useTranslation } from 'react-i18next';
import { LabelledSwitch } from '../controls/labelled-switch';
import { useAppState, useOverlaySettings } from '../reticle-context';
import { contourColoursOf, modelEntries } from '../state/models';
import { isModelEnabled } from '../state/selectors';

export function ModelSwitches() {
  const { t } = useTranslation();
  const overlay = useOverlaySettings();
  const models = useAppState((state) => state.models);
  const entries = modelEntries(models, (id) => t(`models.${id}`));
  const on = useAppState((state) =>
    entries.filter(({ id }) => isModelEnabled(state, id)).map(({ id }) => id),
  );
  return (
    <fieldset className="bar-group bar-models" aria-label={t('bar.models')}>
      {entries.map(({ id, name }) => (
        <LabelledSwitch
          key={id}
          label={name}
          checked={on.includes(id)}
          onChange={(checked) => overlay.setModelEnabled(id, checked)}
          mark={<ContourMark colours={contourColoursOf(models, id)} />}
        />
      ))}
    </fieldset>
  );
}

/** The line in which each class of a model is outlined. */
function ContourMark({ colours }: { colours: readonly string[] }) {
  return (
    <span className="contour-marks" aria-hidden="true">
      {colours.map((colour) => (
        <span key={colour} className="contour-mark" style={{ borderColor: colour }} />
      ))}
    </span>
  );
}
