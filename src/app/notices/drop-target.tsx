import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isModalOpen } from '../controls/use-modal';
import { isImportable } from '../export/export-session';
import { droppedFiles, isModel } from '../models/package-from-files';
import { useAppState, useExportSession, useModelSession, usePageView, useSources } from '../reticle-context';

/** The whole page takes files; while one is dragged over it, it says so. */
export function DropTarget() {
  const { t } = useTranslation();
  const sources = useSources();
  const view = usePageView();
  const exports = useExportSession();
  const models = useModelSession();
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
      if (event.dataTransfer) void take(event.dataTransfer);
    };
    const take = async (data: DataTransfer) => {
      const { files } = data;
      const [file] = files;
      const count = files.length;
      const placed = await droppedFiles(data);
      if (await isModel(placed)) return void models.open(placed);
      if (!file) return;
      if (count > 1)
        view.notify({
          tone: 'note',
          report: { message: t('notices.oneFile', { count }), remedy: file.name },
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
  }, [view, sources, exports, models, t]);
  if (!dropping) return null;
  return (
    <div className="drop-target" aria-hidden="true">
      <p className="drop-title">{t('view.drop')}</p>
      <p className="drop-hint">{t('view.dropHint')}</p>
    </div>
  );
}
