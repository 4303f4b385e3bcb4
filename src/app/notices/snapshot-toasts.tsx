import { Toast } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { useApp, useReticle } from '../reticle-context';
import { saveFile } from '../session/save-file';

const SHOWN_MS = 8000;

/** The last snapshots as small pictures, which go by themselves. */
export function SnapshotToasts() {
  const { t } = useTranslation();
  const reticle = useReticle();
  const snapshots = useApp((state) => state.snapshots);
  return (
    <Toast.Provider duration={SHOWN_MS} swipeDirection="right" label={t('snapshot.saved')}>
      {snapshots.map(({ id, url, fileName, width, height }) => (
        <Toast.Root
          key={id}
          className="card toast"
          data-testid="snapshot-toast"
          onOpenChange={(open) => !open && reticle.forgetSnapshot(id)}
        >
          <img className="toast-picture" src={url} alt={t('snapshot.alt')} />
          <div className="toast-words">
            <Toast.Title className="toast-title">{t('snapshot.saved')}</Toast.Title>
            <Toast.Description className="toast-text">
              {fileName}
              <br />
              {width} × {height} px
            </Toast.Description>
            <button type="button" className="link-button" onClick={() => saveFile(url, fileName)}>
              {t('snapshot.again')}
            </button>
          </div>
          <Toast.Close className="icon-button" aria-label={t('notices.dismiss')}>
            <Icon name="close" />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="toasts" />
    </Toast.Provider>
  );
}
