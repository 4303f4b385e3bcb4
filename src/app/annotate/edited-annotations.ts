import type { AnnotationEditor } from '../../capture/annotations/annotation-editor';
import type { Step } from '../history/history';
import { t } from '../i18n/i18n';

/** The newest edit of the live annotations, as a step. Edits of a case that is no longer open are gone, and passed over. */
export function editedAnnotations(editor: Pick<AnnotationEditor, 'undo' | 'redo'>): Step {
  return {
    ...{ label: t('history.annotations'), group: 'annotations' },
    undo: () => editor.undo(),
    redo: () => editor.redo(),
  };
}
