import { expect, test } from 'vitest';
import { countIn, countingFrameOf } from '../../measure/counting';
import { AnnotationSession } from './annotation-session';
import { frameHere, isCounting, toggleCount } from './count-mitoses';

const placement = { centre: { x: 500, y: 400 }, umPerPx: 1, width: 1000, height: 800, island: 0 };

function session() {
  const made = new AnnotationSession(async () => null);
  made.place(placement);
  return made;
}

const frameOf = (made: AnnotationSession, island = 0) =>
  countingFrameOf(made.editor.state.annotations, { classId: 'mitosis', island });

test('one action sets tools, class and frame, and every click after it is a mitosis', () => {
  const made = session();
  toggleCount(made, 2.2);
  expect(isCounting(made)).toBe(true);
  expect(frameOf(made)?.shape).toMatchObject({ centre: { x: 500, y: 400 }, areaMm2: 2.2 });
  made.drawing.down({ x: 510, y: 400 }, 1);
  made.drawing.down({ x: 3000, y: 400 }, 1);
  const frame = frameOf(made);
  expect(frame && countIn(frame, made.editor.state.annotations)).toEqual({ inside: 1, outside: 1 });
  made.drawing.erase();
  expect(frame && countIn(frame, made.editor.state.annotations)).toEqual({ inside: 1, outside: 0 });
  toggleCount(made, 2.2);
  expect(made.drawing.view.getState().open).toBe(false);
});

test('taken up again it goes on with the same frame and marks; another part of the slide has its own', () => {
  const made = session();
  toggleCount(made, 1);
  made.drawing.down({ x: 510, y: 400 }, 1);
  toggleCount(made, 1);
  made.editor.select(null);
  toggleCount(made, 1);
  made.drawing.down({ x: 520, y: 400 }, 1);
  expect(made.editor.state.annotations).toHaveLength(2);
  made.place({ ...placement, island: 1 });
  toggleCount(made, 1);
  toggleCount(made, 1);
  expect(frameOf(made, 1)?.island).toBe(1);
});

test('the frame can be put around the field in view', () => {
  const made = session();
  toggleCount(made, 1);
  made.place({ ...placement, centre: { x: 5000, y: 0 } });
  frameHere(made, 1);
  expect(frameOf(made)?.shape.centre).toEqual({ x: 5000, y: 0 });
  expect(made.editor.state.annotations).toHaveLength(1);
});

test('without a place nothing is put on the slide', () => {
  const made = new AnnotationSession(async () => null);
  toggleCount(made, 1);
  expect(isCounting(made)).toBe(true);
  expect(made.editor.state.annotations).toEqual([]);
});
