import { useTranslation } from 'react-i18next';
import { framesAll, statusSentence } from '../dock/status-sentence';
import { useAppState } from '../reticle-context';
import { isPictureOld, shownStatus } from '../state/shown-status';

/** On a picture of which nothing is assessed, beside the frame that is drawn around it. The status line says more. */
export function NotAssessedBanner() {
  const { t } = useTranslation();
  const status = useAppState((state) =>
    state.source.phase === 'open' && !isPictureOld(state) ? shownStatus(state) : null,
  );
  if (!status || !framesAll(status.code)) return null;
  const { title } = statusSentence(status, t);
  return (
    <p className="view-badge view-not-assessed" data-testid="not-assessed-banner" aria-hidden="true">
      {title}. {t('status.nothingAnalysed')}
    </p>
  );
}
