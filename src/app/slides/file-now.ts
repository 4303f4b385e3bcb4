import type { AnnotationSession } from '../annotate/annotation-session';
import { annotationsInField } from '../annotate/in-field';
import { joined } from '../annotate/kept-annotations';
import type { Filing } from '../session/capture-session';
import type { CaseSession } from '../session/case-session';
import type { AppStore } from '../state/store';

/** Case, slide and annotations of this moment, for a capture whose picture comes later. */
export function fileNow(
  store: AppStore,
  cases: Pick<CaseSession, 'openCaseForWork'>,
  session: Pick<AnnotationSession, 'editor' | 'look'>,
): Filing {
  const { slide } = store.state.capture;
  if (!slide) throw new Error('no slide was begun');
  const { annotations } = session.editor.state;
  const { id: look, joins } = session.look;
  return {
    slide,
    caseId: slide.caseId === null ? cases.openCaseForWork() : Promise.resolve(slide.caseId),
    annotations: (facts) => {
      // The picture names islands as they are when it is ready.
      const since = session.look.id === look ? session.look.joins.slice(joins.length) : [];
      return annotationsInField(
        annotations.map((annotation) => joined(annotation, since)),
        facts,
      );
    },
  };
}
