import { useTranslation } from 'react-i18next';
import { useAppState, useOptics } from '../reticle-context';
import { OBJECTIVES } from '../state/calibration';
import { currentObjective } from '../state/selectors';
import { ScaleBadge } from './scale-badge';

/** The turret where there is one, or the user's word for which lens is in the light path. */
export function ObjectiveSelect() {
  const { t } = useTranslation();
  const optics = useOptics();
  const { value, known, uncalibrated, open } = useAppState((state) => ({
    value: currentObjective(state),
    known: state.devices.turret !== null,
    uncalibrated: state.status.code === 'not-calibrated',
    open: state.source.phase === 'open',
  }));
  const choices = (open ? optics.objectives() : null) ?? OBJECTIVES;
  return (
    <label className="field field-objective" data-attention={uncalibrated || undefined}>
      <ScaleBadge />
      <select
        className="select"
        aria-label={t('bar.objective')}
        value={value ?? ''}
        onChange={({ target }) => optics.setObjective(target.value === '' ? null : Number(target.value))}
      >
        {!known && <option value="">{t('bar.notSet')}</option>}
        {choices.map((objective) => (
          <option key={objective} value={objective}>
            {objective}x
          </option>
        ))}
      </select>
    </label>
  );
}
