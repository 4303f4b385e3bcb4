import { useTranslation } from 'react-i18next';
import { clockTime } from '../dock/clock-time';
import { useAppState } from '../reticle-context';
import { isPictureOld, shownStatus } from '../state/shown-status';

/** Hatches a picture that may be of another place by now, and says so on it. The status line says why. */
export function OldPicture() {
  const { t } = useTranslation();
  const { old, since } = useAppState((state) => ({
    old: isPictureOld(state),
    since: shownStatus(state).since ?? 0,
  }));
  if (!old) return null;
  return (
    <div className="view-old" data-testid="old-picture" aria-hidden="true">
      <p className="view-badge">{t('view.old', { time: clockTime(since) })}</p>
    </div>
  );
}
