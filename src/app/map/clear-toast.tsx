import { Toast } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { useAppState, useHistory, useMapSession } from '../reticle-context';

const SHOWN_MS = 12_000;

/** Says that the map was cleared, and takes it back. */
export function ClearToast() {
  const { t } = useTranslation();
  const session = useMapSession();
  const history = useHistory();
  const cleared = useAppState(({ map }) => map.cleared);
  return (
    <Toast.Provider duration={SHOWN_MS} swipeDirection="right" label={t('map.cleared')}>
      {cleared !== null && (
        <Toast.Root
          key={cleared}
          className="card toast"
          data-testid="clear-toast"
          onOpenChange={(open) => !open && session.forgetCleared(cleared)}
        >
          <div className="toast-words">
            <Toast.Title className="toast-title">{t('map.cleared')}</Toast.Title>
            <Toast.Action asChild altText={t('map.undoAlt')}>
              <button type="button" className="link-button" onClick={() => history.undo('map')}>
                {t('map.undo')}
              </button>
            </Toast.Action>
          </div>
          <Toast.Close className="icon-button" aria-label={t('notices.dismiss')}>
            <Icon name="close" />
          </Toast.Close>
        </Toast.Root>
      )}
      <Toast.Viewport className="toasts toasts-map" />
    </Toast.Provider>
  );
}
