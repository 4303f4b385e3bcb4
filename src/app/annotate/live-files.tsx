import { type ChangeEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { toErrorReport } from '../../domain/errors';
import { saveFile } from '../files';
import { useAnnotationSession, useAppState, useCaseSession, usePageView } from '../reticle-context';
import { currentCalibration } from '../state/selectors';
import { exportLive, importLive } from './live-geojson';
import { useAnnotations } from './use-annotations';
import { useClasses } from './use-classes';

const FILE_NAME = 'reticle_annotations.geojson';

/** Brings the live slide's annotations out as GeoJSON, and others in. */
export function LiveFiles({ onNote }: { readonly onNote: (note: string) => void }) {
  const { t } = useTranslation();
  const session = useAnnotationSession();
  const cases = useCaseSession();
  const view = usePageView();
  const { annotations } = useAnnotations(session);
  const classes = useClasses();
  const calibration = useAppState(currentCalibration);
  const input = useRef<HTMLInputElement>(null);
  const empty = annotations.length === 0;
  const guard = async (work: () => Promise<void>) => {
    onNote('');
    try {
      await work();
    } catch (cause) {
      const report = toErrorReport(cause, {
        code: 'export-failed',
        message: t('export.failed'),
        remedy: t('export.failedRemedy'),
      });
      view.notify({ tone: 'error', report, ways: [], topic: 'annotation-files' });
    }
  };
  const save = () =>
    guard(async () => {
      const uncertainty = calibration?.uncertaintyUmPerPx;
      const relative = calibration && uncertainty != null ? uncertainty / calibration.umPerPx : null;
      saveFile(await exportLive(session, classes, relative, __VERSION__), FILE_NAME);
      onNote(t('annotate.files.exported', { file: FILE_NAME }));
    });
  const picked = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (!file) return;
    void guard(async () => {
      const { count, newClasses, losses } = await importLive(session, file, classes);
      if (newClasses.length > 0) await cases.addClasses(newClasses);
      onNote([t('annotate.files.imported', { count }), ...losses].join(' '));
    });
  };
  return (
    <div className="live-files">
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label={t('annotate.files.import')}
        accept=".geojson,.json,.gz,.zip"
        tabIndex={-1}
        onChange={picked}
      />
      <button type="button" className="button" onClick={() => input.current?.click()}>
        {t('annotate.files.import')}
      </button>
      <button type="button" className="button" aria-disabled={empty} onClick={() => !empty && void save()}>
        {t('annotate.files.export')}
      </button>
    </div>
  );
}
