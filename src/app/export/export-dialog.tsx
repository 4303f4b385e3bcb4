import { type ChangeEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../controls/icon';
import { useModal } from '../controls/use-modal';
import { useAppState, useExportSession } from '../reticle-context';
import { canExport, isBusy } from './export-state';
import { ExportStatus } from './export-status';
import { FormatList } from './format-list';
import { WhatToExport } from './what-to-export';

const IMPORT_TYPES = '.zip,.geojson,.json,.gz,application/zip,application/geo+json';

/** Chooses what to export and how, and imports what was exported. */
export function ExportDialog() {
  const { t } = useTranslation();
  const exports = useExportSession();
  const files = useRef<HTMLInputElement>(null);
  const { open, busy, exporting, ready, loaded, empty } = useAppState(({ exports: state }) => ({
    open: state.open,
    busy: isBusy(state),
    exporting: state.work.kind === 'exporting',
    ready: canExport(state),
    loaded: state.cases !== null,
    empty: state.snapshots.length === 0 && state.drawn === 0,
  }));
  const { modal, dismiss } = useModal(open, () => exports.close());
  const picked = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    // The same file can be picked again.
    target.value = '';
    if (file) void exports.import(file);
  };
  return (
    <dialog {...modal} className="card export" aria-label={t('export.title')}>
      <div className="help-head">
        <h2 className="card-title">{t('export.title')}</h2>
        <button type="button" className="icon-button" aria-label={t('export.close')} onClick={dismiss}>
          <Icon name="close" />
        </button>
      </div>
      <div className="export-body">
        {loaded && empty ? <p className="export-empty">{t('export.empty')}</p> : <WhatToExport />}
        <FormatList />
      </div>
      <p className="help-foot">{t('export.privacy')}</p>
      <div className="export-foot">
        <ExportStatus />
        <div className="export-buttons">
          <input
            ref={files}
            type="file"
            className="visually-hidden"
            aria-label={t('export.file')}
            accept={IMPORT_TYPES}
            tabIndex={-1}
            onChange={picked}
          />
          <button
            type="button"
            className="button"
            aria-disabled={busy}
            onClick={() => !busy && files.current?.click()}
          >
            {t('export.import')}
          </button>
          {exporting ? (
            <button type="button" className="button" onClick={() => exports.cancel()}>
              {t('export.cancel')}
            </button>
          ) : (
            <button
              type="button"
              className={`button ${ready ? 'button-accent' : ''}`}
              aria-disabled={!ready}
              onClick={() => ready && void exports.export()}
            >
              {t('export.export')}
            </button>
          )}
        </div>
      </div>
    </dialog>
  );
}
