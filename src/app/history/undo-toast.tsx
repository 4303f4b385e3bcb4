import { useTranslation } from 'react-i18next';
import { OfferToast } from '../controls/offer-toast';
import { useAppState, useHistory, usePageView } from '../reticle-context';

/** Takes back a step that nobody would think of a key for. */
export function UndoToast() {
  const { t } = useTranslation();
  const view = usePageView();
  const history = useHistory();
  const step = useAppState((state) => state.history.offer);
  const offer = step && {
    ...{ key: step.id, title: step.label, undo: t('history.undo'), undoAlt: t('history.undoAlt') },
    onUndo() {
      history.undo(step.group);
      view.endOffer();
    },
    onClose: () => view.endOffer(),
  };
  return <OfferToast offer={offer} label={t('history.undo')} testId="undo-toast" />;
}
