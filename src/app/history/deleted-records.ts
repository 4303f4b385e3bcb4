import type { CaseStore } from '../../capture/case-store';
import { t } from '../i18n/i18n';
import type { Undoable } from '../state/capture-view';
import type { AppStore } from '../state/store';
import type { Step } from './history';

type Records = Pick<
  CaseStore,
  'deleted' | 'remove' | 'removeCase' | 'removeSlide' | 'restore' | 'restoreCase' | 'restoreSlide'
>;

/** Makes each deletion of a snapshot, slide or case a step that can be taken back for as long as the record is kept. */
export function recordDeletions(store: AppStore, openStore: () => Promise<Records>): void {
  store.api.subscribe(({ capture: { undoable } }, { capture: before }) => {
    if (undoable && undoable !== before.undoable) store.history.push(deletion(store, openStore, undoable));
  });
}

function deletion(
  store: AppStore,
  openStore: () => Promise<Records>,
  { kind, id, number, label }: Undoable,
): Step {
  const capture = store.slice('capture');
  const isDeleted = async (records: Records) => {
    const { cases, slides, snapshots } = await records.deleted();
    return { case: cases, slide: slides, snapshot: snapshots }[kind].some((record) => record.id === id);
  };
  return {
    label: {
      case: t('capture.caseDeleted'),
      slide: t('slides.deleted', { label }),
      snapshot: t('capture.deleted', { number }),
    }[kind],
    group: 'records',
    async undo() {
      const records = await openStore();
      // Restored elsewhere, or deleted for good.
      if (!(await isDeleted(records))) return false;
      if (kind === 'case') await records.restoreCase(id);
      else if (kind === 'slide') await records.restoreSlide(id);
      else await records.restore(id);
      if (capture.state.undoable?.id === id) capture.patch({ undoable: null });
      return true;
    },
    async redo() {
      const records = await openStore();
      if (await isDeleted(records)) return false;
      if (kind === 'case') {
        await records.removeCase(id);
        if (capture.state.caseId === id) capture.patch({ caseId: null, snapshots: [], viewer: null });
      } else if (kind === 'slide') await records.removeSlide(id);
      else {
        await records.remove(id);
        if (capture.state.viewer?.id === id) capture.patch({ viewer: null });
      }
      return true;
    },
  };
}
