import { useEffect, useMemo, useState } from 'react';
import type { StoredSnapshot } from '../../domain/case';
import { useCaseSession, usePageView } from '../reticle-context';
import type { PageView } from '../state/page-view';
import { AnnotationSession } from './annotation-session';
import { sayNoArea, sayNoContour, storedContour } from './model-contour';

/** Edits within this time are stored together, ms. */
const WRITE_AFTER = 100;

export type Keeping = 'unchanged' | 'storing' | 'stored' | 'failed';

/** The annotations of a stored snapshot, to be edited; null where the picture has no place or scale to draw in. */
export interface SnapshotAnnotations {
  readonly session: AnnotationSession;
  /** Whether the newest edit is in the record. */
  readonly keeping: Keeping;
}

/**
 * Each edit is stored with its snapshot at once, and on leaving at the latest.
 * @param stored as it was opened: another object starts fresh
 */
export function useSnapshotAnnotations(stored: StoredSnapshot | null): SnapshotAnnotations | null {
  const cases = useCaseSession();
  const view = usePageView();
  const [keeping, setKeeping] = useState<Keeping>('unchanged');
  const session = useMemo(() => stored && sessionOf(stored, view), [stored, view]);
  useEffect(() => {
    if (!session || !stored) return;
    const { id } = stored.snapshot;
    let seen = session.editor.state.annotations;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let shown = true;
    const write = async () => {
      timer = null;
      const { annotations } = session.editor.state;
      seen = annotations;
      const done = await cases.updateSnapshot(id, { annotations: [...annotations] });
      if (shown && session.editor.state.annotations === annotations) setKeeping(done ? 'stored' : 'failed');
    };
    const stop = session.editor.subscribe(() => {
      if (session.editor.state.annotations === seen) return;
      setKeeping('storing');
      timer ??= setTimeout(() => void write(), WRITE_AFTER);
    });
    setKeeping('unchanged');
    return () => {
      shown = false;
      stop();
      if (timer === null) return;
      clearTimeout(timer);
      void write();
    };
  }, [session, stored, cases]);
  return session && { session, keeping };
}

function sessionOf(stored: StoredSnapshot, view: Pick<PageView, 'remark'>): AnnotationSession | null {
  const { stage, calibration, width, height, annotations } = stored.snapshot;
  if (!stage || !calibration) return null;
  const session = new AnnotationSession(
    async (at) => {
      const found = storedContour(stored, at);
      if (!found) sayNoContour(view);
      return found;
    },
    () => sayNoArea(view),
  );
  session.editor.load(annotations);
  session.place({
    centre: { x: stage.x, y: stage.y },
    umPerPx: calibration.umPerPx,
    island: stage.island,
    width,
    height,
    frozen: true,
  });
  return session;
}
