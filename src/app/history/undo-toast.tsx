import { Toast } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { useAppState, useHistory, usePageView } from '../reticle-context';

const SHOWN_MS = 12_000;

/** Says what was done where it can hardly be seen, and takes it back. */
export function UndoToast() {
  const { t } = useTranslation();
  const view = usePageView();
  const history = useHistory();
  const offer = useAppState(({ history }) => history.offer);
  const close = () => view.endOffer();
  return (
    <Toast.Provider duration={SHOWN_MS} swipeDirection="right" label={t('history.undo')}>
      {offer && (
        <Toast.Root
          key={offer.id}
          className="card toast"
          data-testid="undo-toast"
          onOpenChange={(open) => !open && close()}
        >
          <div className="toast-words">
            <Toast.Title className="toast-title">{offer.label}</Toast.Title>
            <Toast.Action asChild altText={t('history.undoAlt')}>
              <button
                type="button"
                className="link-button"
                onClick={() => {
                  history.undo(offer.group);
                  close();
                }}
              >
                {t('history.undo')}
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
