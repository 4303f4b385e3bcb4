import { useTranslation } from 'react-i18next';
import { OfferToast } from '../controls/offer-toast';
import { useAppState, useHistory, useMapSession } from '../reticle-context';

/** Says that the map was cleared, and takes it back. */
export function ClearToast() {
  const { t } = useTranslation();
  const session = useMapSession();
  const history = useHistory();
  const cleared = useAppState(({ map }) => map.cleared);
  const offer =
    cleared === null
      ? null
      : {
          ...{ key: cleared, title: t('map.cleared'), undo: t('map.undo'), undoAlt: t('map.undoAlt') },
          onUndo: () => history.undo('map'),
          onClose: () => session.forgetCleared(cleared),
        };
  return <OfferToast offer={offer} label={t('map.cleared')} testId="clear-toast" />;
}
