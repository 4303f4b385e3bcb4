import type { CaseStore } from '../../capture/case-store';
import { t } from '../i18n/i18n';
import type { Undoable } from '../state/capture-view';
import type { AppStore } from '../state/store';
import type { Step } from './history';

type Records = Pick<CaseStore, 'deleted' | 'remove' | 'removeCase' | 'restore' | 'restoreCase'>;

/** Makes each deletion of a snapshot or case a step that can be taken back for as long as the record is kept. */
export function recordDeletions(store: AppStore, openStore: () => Promise<Records>): void {
  store.api.subscribe(({ capture: { undoable } }, { capture: before }) => {
    if (undoable && undoable !== before.undoable) store.history.push(deletion(store, openStore, undoable));
  });
}

function deletion(store: AppStore, openStore: () => Promise<Records>, { kind, id, number }: Undoable): Step {
  const capture = store.slice('capture');
  const isDeleted = async (records: Records) => {
    const { cases, snapshots } = await records.deleted();
    return (kind === 'case' ? cases : snapshots).some((record) => record.id === id);
  };
  return {
    label: kind === 'case' ? t('capture.caseDeleted') : t('capture.deleted', { number }),
    group: 'records',
    async undo() {
      const records = await openStore();
      // Restored elsewhere, or deleted for good.
      if (!(await isDeleted(records))) return false;
      if (kind === 'case') await records.restoreCase(id);
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
      } else {
        await records.remove(id);
        if (capture.state.viewer?.id === id) capture.patch({ viewer: null });
      }
      return true;
    },
  };
}
