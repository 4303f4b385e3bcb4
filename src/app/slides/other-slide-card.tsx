import { useTranslation } from 'react-i18next';
import { useAppState, useOtherSlide, useSlideSession } from '../reticle-context';

/** Asks at the edge whether the glass was changed. The live view goes on beside it. */
export function OtherSlideCard() {
  const { t } = useTranslation();
  const slides = useSlideSession();
  const otherSlide = useOtherSlide();
  const { asking, label } = useAppState(({ capture }) => ({
    asking: capture.askingOtherSlide,
    label: capture.slide?.label ?? '',
  }));
  return (
    <section aria-label={t('slides.asking')} aria-live="polite" data-testid="other-slide-card">
      {asking && (
        <div className="card objective-card">
          <h2 className="card-title">{t('slides.asking')}</h2>
          <p>{t('slides.askingText', { label })}</p>
          <p className="row">
            <button type="button" className="button button-accent" onClick={() => slides.next()}>
              {t('slides.next')}
            </button>
            <button type="button" className="button" onClick={() => otherSlide.same()}>
              {t('slides.same')}
            </button>
          </p>
        </div>
      )}
    </section>
  );
}
