import { countingFrameOf } from '../../measure/counting';
import type { AnnotationSession } from './annotation-session';

export const MITOSIS = 'mitosis';

type Session = Pick<AnnotationSession, 'drawing' | 'editor' | 'placement'>;

/** Mitoses are being counted: the next click marks one. */
export function isCounting({ drawing }: Pick<Session, 'drawing'>): boolean {
  const { open, tool, classId } = drawing.view.getState();
  return open && tool === 'points' && classId === MITOSIS;
}

/**
 * All that counting takes in one step: the tools, class and points, and a frame around the middle of the field unless
 * this part of the slide has one. Pressed again, it ends.
 * @param areaMm2 of a new frame
 */
export function toggleCount(session: Session, areaMm2: number): void {
  const { drawing, editor } = session;
  if (isCounting(session)) {
    drawing.toggle();
    return;
  }
  if (!drawing.view.getState().open) drawing.toggle();
  drawing.choose({ tool: 'points', classId: MITOSIS });
  if (!session.placement) return;
  const { island } = session.placement;
  const { annotations } = editor.state;
  if (!countingFrameOf(annotations, { classId: MITOSIS, island })) frameHere(session, areaMm2);
  const marks = annotations.findLast(
    ({ shape, classId, island: own }) => shape.kind === 'points' && classId === MITOSIS && own === island,
  );
  editor.select(marks?.id ?? null);
}

/** The frame lies around the middle of the field: it is moved there, or made. */
export function frameHere({ drawing, editor, placement }: Session, areaMm2: number): void {
  if (!placement) return;
  const { island, centre } = placement;
  const frame = countingFrameOf(editor.state.annotations, { classId: MITOSIS, island });
  if (frame) editor.change(frame.id, { shape: { ...frame.shape, centre } });
  else {
    const { outline } = drawing.view.getState();
    editor.add({ kind: 'counting-frame', centre, areaMm2, outline }, { island, classId: MITOSIS });
    editor.select(null);
  }
}
