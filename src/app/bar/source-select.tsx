import type { ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceRequest } from '../../source/open-source';
import { STAGE_SLIDES } from '../../source/simulated/slide-names';
import { useAppState, useSourceControls, useSources } from '../reticle-context';
import { DEMO_SEED } from '../session/demo-slide';
import type { AppState } from '../state/app-state';
import { currentRequest } from '../state/selectors';

const FILE_TYPES =
  '.png,.jpg,.jpeg,.tif,.tiff,.mp4,.webm,image/png,image/jpeg,image/tiff,video/mp4,video/webm';

/** Value of the entry that stands for what is open now. */
function selected(state: AppState): string {
  const request = currentRequest(state);
  if (!request) return '';
  switch (request.kind) {
    case 'simulated':
      return `slide:${request.slide}`;
    case 'camera': {
      const at = state.cameras.findIndex(({ deviceId }) => deviceId === request.deviceId);
      return at > 0 ? `camera:${request.deviceId}` : 'camera';
    }
    case 'screen':
      return 'screen';
    case 'file':
      return 'current-file';
  }
}

const fileNameOf = (request: SourceRequest | null) => (request?.kind === 'file' ? request.file.name : null);

export function SourceSelect() {
  const { t } = useTranslation();
  const sources = useSources();
  const controls = useSourceControls();
  const { value, cameras, known, fileName } = useAppState((state) => ({
    value: selected(state),
    cameras: state.cameras,
    known: state.preferences.cameras,
    fileName: fileNameOf(currentRequest(state)),
  }));

  const choose = ({ target }: ChangeEvent<HTMLSelectElement>) => {
    const choice = target.value;
    const slide = STAGE_SLIDES.find((each) => choice === `slide:${each}`);
    if (slide) void sources.open({ kind: 'simulated', slide, seed: DEMO_SEED, objective: 10, tour: false });
    else if (choice === 'screen') void sources.open({ kind: 'screen' });
    else if (choice === 'file') controls.chooseFile();
    else if (choice === 'camera') void sources.openCamera(cameras[0]?.deviceId);
    else if (choice.startsWith('camera:')) void sources.openCamera(choice.slice('camera:'.length));
  };

  const [first, ...others] = cameras.map(({ deviceId, label }) => ({
    deviceId,
    label: known[deviceId]?.name ?? label,
  }));
  return (
    <label className="field field-source">
      <span className="field-label">{t('bar.source')}</span>
      <select
        ref={(element) => {
          controls.select = element;
        }}
        id="source-select"
        className="select"
        aria-label={t('bar.source')}
        value={value}
        onChange={choose}
      >
        {value === '' && <option value="">{t('sources.none')}</option>}
        <optgroup label={t('sources.tissueGroup')}>
          <option value="slide:lymph-node-tissue">{t('sources.lymphNodeTissue')}</option>
          <option value="slide:prostate-tissue">{t('sources.prostateTissue')}</option>
        </optgroup>
        <optgroup label={t('sources.simulatedGroup')}>
          <option value="slide:lymph-node">{t('sources.lymphNode')}</option>
          <option value="slide:prostate">{t('sources.prostate')}</option>
          <option value="slide:micrometer">{t('sources.micrometer')}</option>
        </optgroup>
        <optgroup label={t('sources.cameraGroup')}>
          <option value="camera">{first?.label || t('sources.camera')}</option>
          {others.map(({ deviceId, label }, index) => (
            <option key={deviceId} value={`camera:${deviceId}`}>
              {label || `${t('sources.camera')} ${index + 2}`}
            </option>
          ))}
        </optgroup>
        <optgroup label={t('sources.otherGroup')}>
          {fileName !== null && <option value="current-file">{fileName}</option>}
          <option value="screen">{t('sources.screen')}</option>
          <option value="file">{t('sources.file')}</option>
        </optgroup>
      </select>
      <input
        ref={(element) => {
          controls.fileInput = element;
        }}
        id="file-input"
        data-testid="file-input"
        type="file"
        hidden
        accept={FILE_TYPES}
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = '';
          if (file) void sources.openFile(file);
        }}
      />
    </label>
  );
}
