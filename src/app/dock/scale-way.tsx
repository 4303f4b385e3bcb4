import { useTranslation } from 'react-i18next';
import { actionOf } from '../actions/actions';
import { useActionContext, useAppState } from '../reticle-context';
import { percentOf, scaleWarning } from '../state/scale-warning';
import { shownStatus } from '../state/shown-status';

/** Leads from the status to the calibration: where there is no scale, and where it is doubtful. */
export function ScaleWay() {
  const { t } = useTranslation();
  const actions = useActionContext();
  const { missing, kind, share } = useAppState((state) => {
    const warning = scaleWarning(state);
    return {
      missing: shownStatus(state).code === 'not-calibrated',
      kind: warning?.kind ?? null,
      share: warning?.share ?? 0,
    };
  });
  if (!missing && kind === null) return null;
  const about = kind === null ? undefined : t(`scaleWay.${kind}`, { percent: percentOf(share) });
  return (
    <button
      type="button"
      className={`button scale-way ${missing ? 'button-accent' : ''}`}
      data-tone={missing ? undefined : 'act'}
      title={about}
      onClick={() => actionOf('calibrate').run(actions)}
    >
      {missing ? t('scaleWay.calibrate') : t('scaleWay.check')}
      {about && <span className="visually-hidden">{about}</span>}
    </button>
  );
}
