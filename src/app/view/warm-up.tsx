import { useTranslation } from 'react-i18next';
import { useAppState } from '../reticle-context';

/** Thin bar along the top of the view while models are loaded and compiled; the picture stays live below. */
export function WarmUp() {
  const { t } = useTranslation();
  const progress = useAppState((state) => state.engine.progress);
  if (!progress) return null;
  return (
    <div
      className="warm-up"
      role="progressbar"
      aria-label={t('view.warmingUp')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(progress.fraction * 100)}
      aria-valuetext={progress.stage}
    >
      <span className="warm-up-bar" style={{ transform: `scaleX(${progress.fraction})` }} />
    </div>
  );
}
