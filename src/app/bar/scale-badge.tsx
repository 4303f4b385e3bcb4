import { useTranslation } from 'react-i18next';
import { useAppState } from '../reticle-context';
import { currentCalibration, currentProfile, hasOwnScale } from '../state/selectors';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
/** "3 Nov" of this year, "3 Nov 2025" of any other. */
const dayOf = (iso: string) => DAY.format(new Date(iso)).replace(` ${new Date().getFullYear()}`, '');

/** Label of the objective: um/px of a camera, and the way and the day it was found. */
export function ScaleBadge() {
  const { t } = useTranslation();
  const { umPerPx, basis, createdAt } = useAppState((state) => {
    const calibration = hasOwnScale(state) ? null : currentCalibration(state);
    return {
      umPerPx: calibration?.umPerPx ?? null,
      basis: calibration?.basis ?? ('known' as const),
      createdAt: currentProfile(state)?.createdAt ?? null,
    };
  });
  if (umPerPx === null || basis === 'known') return <span className="field-label">{t('bar.objective')}</span>;
  const scale = t('setup.badge.umPerPx', { umPerPx: String(Number(umPerPx.toPrecision(3))) });
  const way = t(`setup.badge.${basis}`, { date: createdAt ? dayOf(createdAt) : '' });
  return (
    <span className="field-label scale-badge" title={`${scale}, ${way}`}>
      {scale} <span className="scale-badge-way">{way}</span>
    </span>
  );
}
