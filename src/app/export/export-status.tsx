import { useTranslation } from 'react-i18next';
import { useAppState, useExportSession } from '../reticle-context';
import type { ExportWork } from './export-state';

/** What is being done, or how it ended; read aloud when it changes. */
export function ExportStatus() {
  const { t } = useTranslation();
  const exports = useExportSession();
  const work = useAppState((state) => state.exports.work);
  return (
    <div className="export-status" data-kind={work.kind}>
      {work.kind === 'exporting' && (
        <progress className="export-progress" value={work.share} aria-label={t('export.progress')} />
      )}
      {work.kind === 'importing' && (
        <progress className="export-progress" aria-label={t('export.reading', { name: work.name })} />
      )}
      {work.kind === 'failed' ? (
        <div role="alert">
          <p className="export-message">{work.report.message}</p>
          <p className="export-note">{work.report.remedy}</p>
        </div>
      ) : (
        <div role="status">
          <Lines work={work} />
        </div>
      )}
      {work.kind === 'annotated' && (
        <button type="button" className="link-button" onClick={() => void exports.undoImport()}>
          {t('export.undo')}
        </button>
      )}
    </div>
  );
}

function Lines({ work }: { readonly work: Exclude<ExportWork, { kind: 'failed' }> }) {
  const { t } = useTranslation();
  switch (work.kind) {
    case 'idle':
      return null;
    case 'exporting':
      return (
        <p className="export-message">
          {work.file ? t('export.made', { name: work.file }) : t('export.progress')}
        </p>
      );
    case 'saved':
      return (
        <p className="export-message">{t('export.saved', { name: work.name, size: sizeOf(work.bytes) })}</p>
      );
    case 'importing':
      return <p className="export-message">{t('export.reading', { name: work.name })}</p>;
    case 'restored': {
      const { title, added, present, drawn } = work.case;
      return (
        <>
          <p className="export-message">
            {t('export.restored', { title: title || t('export.untitledCase'), count: added })}
          </p>
          {drawn > 0 && <p className="export-note">{t('export.drawn', { count: drawn })}</p>}
          {present > 0 && <p className="export-note">{t('export.present', { count: present })}</p>}
        </>
      );
    }
    case 'annotated': {
      const { added, updated, newClasses, losses } = work.result;
      return (
        <>
          <p className="export-message">
            {t('export.annotated', { number: work.number, added, updated, classes: newClasses })}
          </p>
          {losses.map((loss) => (
            <p key={loss} className="export-note">
              {loss}
            </p>
          ))}
        </>
      );
    }
    case 'undone':
      return <p className="export-message">{t('export.undone')}</p>;
  }
}

function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
