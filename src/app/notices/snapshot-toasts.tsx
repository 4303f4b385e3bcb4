import { Toast } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { useBlobUrl } from '../capture/use-blob-url';
import { Icon } from '../controls/icon';
import { saveFile } from '../files';
import { useAppState, useFieldPictures } from '../reticle-context';
import type { SavedSnapshot } from '../state/slices/page-slice';

const SHOWN_MS = 8000;

/** The last snapshots as small pictures, which go by themselves. */
export function SnapshotToasts() {
  const { t } = useTranslation();
  const pictures = useFieldPictures();
  const snapshots = useAppState((state) => state.snapshots);
  return (
    <Toast.Provider duration={SHOWN_MS} swipeDirection="right" label={t('snapshot.saved')}>
      {snapshots.map((saved) => (
        <Toast.Root
          key={saved.id}
          className="card toast"
          data-testid="snapshot-toast"
          onOpenChange={(open) => !open && pictures.forget(saved.id)}
        >
          <SavedPicture saved={saved} />
          <Toast.Close className="icon-button" aria-label={t('notices.dismiss')}>
            <Icon name="close" />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="toasts" />
    </Toast.Provider>
  );
}

function SavedPicture({ saved: { blob, fileName, width, height } }: { readonly saved: SavedSnapshot }) {
  const { t } = useTranslation();
  const url = useBlobUrl(blob);
  return (
    <>
      <img className="toast-picture" src={url ?? undefined} alt={t('snapshot.alt')} />
      <div className="toast-words">
        <Toast.Title className="toast-title">{t('snapshot.saved')}</Toast.Title>
        <Toast.Description className="toast-text">
          {fileName}
          <br />
          {width} × {height} px
        </Toast.Description>
        <button type="button" className="link-button" onClick={() => saveFile(blob, fileName)}>
          {t('snapshot.again')}
        </button>
      </div>
    </>
  );
}
