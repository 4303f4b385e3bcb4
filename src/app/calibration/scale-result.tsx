import { useTranslation } from 'react-i18next';
import type { MeasuredScale } from '../../optics/calibration/by-numbers';
import { useAppState, useOpticsSettings, usePageView } from '../reticle-context';
import { disagreement } from '../state/calibration-profiles';
import { currentCalibration, currentOptics, hasOwnScale } from '../state/selectors';
import { basisOf, type Draft } from './measurement';
import { newProfile } from './new-profile';
import { readNumber } from './number-input';

const print = (umPerPx: number) => String(Number(umPerPx.toPrecision(4)));

/** The measured scale against the one in force, and the way to keep it. */
export function ScaleResult({ draft, scale }: { readonly draft: Draft; readonly scale: MeasuredScale }) {
  const { t } = useTranslation();
  const settings = useOpticsSettings();
  const view = usePageView();
  // By itself: a new object within another one would never compare as the same.
  const optics = useAppState(currentOptics);
  const { other, basis, stage } = useAppState((state) => {
    const calibration = currentCalibration(state);
    return {
      other: hasOwnScale(state) ? (state.frame?.umPerPx ?? null) : (calibration?.umPerPx ?? null),
      basis: hasOwnScale(state) ? ('known' as const) : (calibration?.basis ?? ('nominal' as const)),
      stage: hasOwnScale(state),
    };
  });
  const { umPerPx, uncertaintyUmPerPx } = scale;
  const off = other === null ? null : disagreement(umPerPx, other);
  const save = () => {
    if (!optics) return;
    const relay = draft.way === 'numbers' ? readNumber(draft.numbers.relay) : optics.relay;
    settings.saveProfile(newProfile({ ...optics, relay }, scale, basisOf(draft)));
    // What was just worked out with is what is mounted.
    if (draft.way === 'numbers') settings.setCamera({ relay });
    view.calibrate(false);
  };
  return (
    <>
      <p className="big-value" data-testid="calibrate-result">
        {t('calibrate.result', {
          umPerPx: print(umPerPx),
          percent: ((100 * uncertaintyUmPerPx) / umPerPx).toPrecision(2),
        })}
      </p>
      {off !== null && other !== null && (
        <p className="field-problem" data-tone="act" role="alert">
          {t('calibrate.disagrees', {
            percent: (100 * Math.abs(off)).toFixed(1),
            other: print(other),
            basis: t(`snapshot.caption.basis.${basis}`),
          })}
        </p>
      )}
      {stage && <p className="hint">{t('calibrate.stage')}</p>}
      {!stage && !optics && <p className="hint">{t('calibrate.needObjective')}</p>}
      <button type="button" className="button button-accent" disabled={!optics} onClick={save}>
        {t('calibrate.save')}
      </button>
    </>
  );
}
