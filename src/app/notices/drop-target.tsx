import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isModalOpen } from '../controls/use-modal';
import { isImportable } from '../export/export-session';
import { useAppState, useExportSession, usePageView, useSources } from '../reticle-context';

/** The whole page takes files; while one is dragged over it, it says so. */
export function DropTarget() {
  const { t } = useTranslation();
  const sources = useSources();
  const view = usePageView();
  const exports = useExportSession();
  const dropping = useAppState((state) => state.dropping);
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const show = (on: boolean) => view.drop(on);
    const enter = (event: DragEvent) => {
      if (hasFiles(event) && ++depth === 1 && !isModalOpen()) show(true);
    };
    const leave = (event: DragEvent) => {
      if (hasFiles(event) && --depth <= 0) {
        depth = 0;
        show(false);
      }
    };
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = isModalOpen() ? 'none' : 'copy';
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      show(false);
      // A file dropped beside would replace the page.
      event.preventDefault();
      // What it would open, and any message, would lie behind the dialog.
      if (isModalOpen()) return;
      const files = event.dataTransfer?.files;
      const file = files?.[0];
      if (!files || !file) return;
      if (files.length > 1)
        view.notify({
          tone: 'note',
          report: { message: t('notices.oneFile', { count: files.length }), remedy: file.name },
          ways: [],
          topic: 'drop',
        });
      if (isImportable(file)) void exports.import(file);
      else void sources.openFile(file);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, [view, sources, exports, t]);
  if (!dropping) return null;
  return (
    <div className="drop-target" aria-hidden="true">
      <p className="drop-title">{t('view.drop')}</p>
      <p className="drop-hint">{t('view.dropHint')}</p>
    </div>
  );
}
