import { useTranslation } from 'react-i18next';
import { OfferToast } from '../controls/offer-toast';
import { useAppState, useSlideSession } from '../reticle-context';

/** Says that another slide has begun, and goes back to the one before. */
export function NextSlideToast() {
  const { t } = useTranslation();
  const session = useSlideSession();
  const { former, label } = useAppState(({ capture }) => ({
    former: capture.former,
    label: capture.slide?.label ?? '',
  }));
  const offer = former && {
    ...{ key: former.id, title: t('slides.nextDone', { label }) },
    ...{ undo: t('slides.undo', { label: former.label }), undoAlt: t('slides.undoAlt') },
    onUndo: () => void session.undoNext(),
    onClose: () => session.forgetFormer(former.id),
  };
  return <OfferToast offer={offer} label={t('slides.next')} testId="next-slide-toast" />;
}
