import { Toast } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { useAppState, useSlideSession } from '../reticle-context';

const SHOWN_MS = 12_000;

/** Says that another slide has begun, and goes back to the one before. */
export function NextSlideToast() {
  const { t } = useTranslation();
  const session = useSlideSession();
  const { former, label } = useAppState(({ capture }) => ({
    former: capture.former,
    label: capture.slide?.label ?? '',
  }));
  return (
    <Toast.Provider duration={SHOWN_MS} swipeDirection="right" label={t('slides.next')}>
      {former && (
        <Toast.Root
          key={former.id}
          className="card toast"
          data-testid="next-slide-toast"
          onOpenChange={(open) => !open && session.forgetFormer(former.id)}
        >
          <div className="toast-words">
            <Toast.Title className="toast-title">{t('slides.nextDone', { label })}</Toast.Title>
            <Toast.Action asChild altText={t('slides.undoAlt')}>
              <button type="button" className="link-button" onClick={() => void session.undoNext()}>
                {t('slides.undo', { label: former.label })}
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
