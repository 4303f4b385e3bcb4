import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { useAppState, useSourceControls, useSources } from '../reticle-context';
import { sourceName } from '../session/source-name';

/** Instead of a picture: no source, or one that is being opened. */
export function EmptyView() {
  const { t } = useTranslation();
  const sources = useSources();
  const controls = useSourceControls();
  const opening = useAppState((state) => state.opening);
  const cameras = useAppState((state) => state.cameras);
  if (opening)
    return (
      <div className="empty" data-testid="opening">
        <span className="empty-spinner" aria-hidden="true" />
        <p className="empty-text">{t('view.opening', { name: sourceName(opening) })}</p>
      </div>
    );
  return (
    <div className="empty" data-testid="no-source">
      <h2 className="empty-title">{t('view.empty.title')}</h2>
      <p className="empty-text">{t('view.empty.text')}</p>
      <div className="empty-choices">
        <button type="button" className="choice" onClick={() => void sources.openDemo()}>
          <Icon name="microscope" />
          {t('view.empty.demo')}
        </button>
        <button
          type="button"
          className="choice"
          onClick={() => void sources.openCamera(cameras[0]?.deviceId)}
        >
          <Icon name="camera" />
          {t('view.empty.camera')}
        </button>
        <button type="button" className="choice" onClick={() => void sources.open({ kind: 'screen' })}>
          <Icon name="screen" />
          {t('view.empty.screen')}
        </button>
        <button type="button" className="choice" onClick={() => controls.chooseFile()}>
          <Icon name="file" />
          {t('view.empty.file')}
        </button>
      </div>
    </div>
  );
}
