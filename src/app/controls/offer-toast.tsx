import { Toast } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon';

const SHOWN_MS = 12_000;

export interface Offer {
  /** Another offer restarts the time. */
  readonly key: string | number;
  /** What was done. */
  readonly title: string;
  /** The way back, in words. */
  readonly undo: string;
  /** For those who cannot see the button: how else it is taken back. */
  readonly undoAlt: string;
  onUndo(): void;
  /** It is offered no longer. */
  onClose(): void;
}

/** Says what was done where it can hardly be seen, and offers for a while to take it back. */
export function OfferToast({
  offer,
  label,
  testId,
}: {
  readonly offer: Offer | null;
  /** Name of the place where it is shown. */
  readonly label: string;
  readonly testId: string;
}) {
  const { t } = useTranslation();
  return (
    <Toast.Provider duration={SHOWN_MS} swipeDirection="right" label={label}>
      {offer && (
        <Toast.Root
          key={offer.key}
          className="card toast"
          data-testid={testId}
          onOpenChange={(open) => !open && offer.onClose()}
        >
          <div className="toast-words">
            <Toast.Title className="toast-title">{offer.title}</Toast.Title>
            <Toast.Action asChild altText={offer.undoAlt}>
              <button type="button" className="link-button" onClick={() => offer.onUndo()}>
                {offer.undo}
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
