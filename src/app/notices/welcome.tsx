import { useTranslation } from 'react-i18next';
import { isTissueSlide } from '../../source/simulated/slide-names';
import { useAppState, usePageView } from '../reticle-context';
import { currentRequest } from '../state/selectors';

/** On the first visit: what is shown, what the colours mean, and the way to one's own camera. */
export function Welcome() {
  const { t } = useTranslation();
  const view = usePageView();
  const { open, simulated, tissue } = useAppState((state) => {
    const request = currentRequest(state);
    return {
      open: state.welcomeOpen,
      simulated:
        request === null || (request.kind === 'simulated' && request.slide.startsWith('lymph-node')),
      tissue: request?.kind === 'simulated' && isTissueSlide(request.slide),
    };
  });
  if (!open) return null;
  return (
    <section className="card welcome" aria-label={t('welcome.title')}>
      <h2 className="welcome-title">{t('welcome.title')}</h2>
      <p>{simulated ? t(tissue ? 'welcome.tissue' : 'welcome.one') : t('welcome.live')}</p>
      <p>{t('welcome.two')}</p>
      {simulated && <p>{t('welcome.three')}</p>}
      <p>{t('welcome.own')}</p>
      <div className="welcome-foot">
        <span className="research">{t('app.researchUseOnlyLong')}</span>
        <button type="button" className="button button-accent" onClick={() => view.closeWelcome()}>
          {t('welcome.close')}
        </button>
      </div>
    </section>
  );
}
