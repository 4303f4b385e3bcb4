import { expect, test, vi } from 'vitest';
import { AnnotationSession } from './annotation-session';
import type { Placement } from './placement';

const HERE: Placement = { centre: { x: 0, y: 0 }, umPerPx: 1, island: 2, width: 640, height: 480 };

function placed(refused = () => {}) {
  const session = new AnnotationSession(async () => null, refused);
  session.place(HERE);
  const { drawing, editor } = session;
  return { session, drawing, editor, shapes: () => editor.state.annotations.map(({ shape }) => shape) };
}

test('a drag makes a line on the island in view; a slip of the hand makes none', () => {
  const { drawing, editor } = placed();
  drawing.choose({ tool: 'line' });
  drawing.down({ x: 0, y: 0 }, 1);
  drawing.move({ x: 30, y: 40 }, 1);
  drawing.up(1);
  expect(editor.state.annotations).toMatchObject([
    { island: 2, shape: { kind: 'line', from: { x: 0, y: 0 }, to: { x: 30, y: 40 } } },
  ]);
  drawing.down({ x: 0, y: 0 }, 1);
  drawing.move({ x: 1, y: 1 }, 1);
  drawing.up(1);
  expect(editor.state.annotations).toHaveLength(1);
});

test('a polygon closes at its first corner; its last corner is taken back', () => {
  const { drawing, shapes } = placed();
  drawing.choose({ tool: 'polygon' });
  for (const at of [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 100 },
    { x: 500, y: 500 },
  ])
    drawing.down(at, 1);
  drawing.erase();
  drawing.down({ x: 0, y: 100 }, 1);
  drawing.down({ x: 2, y: 2 }, 1);
  expect(shapes()).toMatchObject([{ kind: 'polygon', points: { length: 4 } }]);
});

test('what goes around nothing is refused and told', () => {
  let told = 0;
  const { drawing, shapes } = placed(() => told++);
  drawing.choose({ tool: 'freehand' });
  drawing.down({ x: 0, y: 0 }, 1);
  for (const x of [50, 100, 50]) drawing.move({ x, y: 0 }, 1);
  drawing.up(1);
  expect(shapes()).toEqual([]);
  expect(told).toBe(1);
});

test('what is selected follows the pointer, in one step of undo', () => {
  const { drawing, editor, shapes } = placed();
  editor.add({ kind: 'text', at: { x: 10, y: 10 } }, { island: 2, classId: 'region' });
  drawing.choose({ tool: 'select' });
  drawing.down({ x: 10, y: 10 }, 1);
  drawing.move({ x: 20, y: 10 }, 1);
  drawing.move({ x: 30, y: 10 }, 1);
  drawing.up(1);
  expect(shapes()).toEqual([{ kind: 'text', at: { x: 30, y: 10 } }]);
  editor.undo();
  expect(shapes()).toEqual([{ kind: 'text', at: { x: 10, y: 10 } }]);
});

test('a text is kept in one step when it is left, by the next place, another tool or a new look; an empty one is not', () => {
  const { session, drawing, editor } = placed();
  const labels = () => editor.state.annotations.map(({ label, island }) => `${label} ${island}`);
  drawing.choose({ tool: 'text' });
  drawing.down({ x: 10, y: 10 }, 1);
  drawing.move({ x: 60, y: 60 }, 1);
  drawing.up(1);
  expect(drawing.view.getState().writing).toMatchObject({ at: { x: 10, y: 10 } });
  drawing.write('atypical nests');
  drawing.down({ x: 50, y: 50 }, 1);
  expect(labels()).toEqual(['atypical nests 2']);
  drawing.write('  ');
  drawing.choose({ tool: 'line' });
  expect(labels()).toHaveLength(1);
  editor.undo();
  expect(labels()).toEqual([]);
  drawing.choose({ tool: 'text' });
  drawing.down({ x: 10, y: 10 }, 1);
  drawing.write('left open');
  session.beginLook();
  expect(editor.state.annotations.map(({ label }) => label)).toEqual(['left open']);
});

test('an accepted contour has the class of what the model finds, unless another was chosen', async () => {
  const shape = { kind: 'rectangle', x: 0, y: 0, width: 9, height: 9 } as const;
  const origin = {
    kind: 'model',
    ...{ modelId: 'm', modelHash: 'h', classId: 'metastasis', threshold: 0.5 },
    corrected: false,
  } as const;
  const session = new AnnotationSession(async () => ({ shape, origin }));
  session.place(HERE);
  const classes = () => session.editor.state.annotations.map(({ classId }) => classId);
  session.drawing.choose({ tool: 'contour' });
  session.drawing.down({ x: 1, y: 1 }, 1);
  await vi.waitFor(() => expect(classes()).toEqual(['tumour']));
  session.editor.select(null);
  session.drawing.choose({ classId: 'other' });
  session.drawing.down({ x: 1, y: 1 }, 1);
  await vi.waitFor(() => expect(classes()).toEqual(['tumour', 'other']));
});

test('the keyboard draws at the cross, from the middle of the field on', () => {
  const { drawing, shapes } = placed();
  drawing.choose({ tool: 'line' });
  drawing.moveCursor(10, 0, 2);
  drawing.enter(2);
  drawing.moveCursor(0, 5, 2);
  drawing.enter(2);
  expect(shapes()).toEqual([{ kind: 'line', from: { x: 20, y: 0 }, to: { x: 20, y: 10 } }]);
});

test('without a place nothing is drawn, and what was begun is dropped when tracking begins anew', () => {
  const { session, drawing, shapes } = placed();
  drawing.choose({ tool: 'line' });
  drawing.down({ x: 0, y: 0 }, 1);
  session.beginLook();
  drawing.up(1);
  drawing.down({ x: 0, y: 0 }, 1);
  expect(drawing.view.getState().draft).toEqual([]);
  expect(shapes()).toEqual([]);
});
