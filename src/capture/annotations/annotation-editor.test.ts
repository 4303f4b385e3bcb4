import { describe, expect, test } from 'vitest';
import { annotationSchema, type Shape } from '../../domain/annotation';
import { AnnotationEditor, MAX_STEPS } from './annotation-editor';
import {
  distanceTo,
  ellipseBetween,
  handlesOf,
  moveHandle,
  moveShape,
  rectangleBetween,
  removeHandle,
} from './shape-editing';

const at = (x: number, y: number) => ({ x, y });
const line: Shape = { kind: 'line', from: at(0, 0), to: at(100, 0) };
const on = (island: number) => ({ island, classId: null });

const SHAPES: readonly Shape[] = [
  line,
  { kind: 'arrow', from: at(5, 5), to: at(50, 80) },
  { kind: 'polygon', points: [at(0, 0), at(10, 0), at(10, 10)] },
  rectangleBetween(at(30, 40), at(10, 10)),
  ellipseBetween(at(0, 0), at(40, 20)),
  { kind: 'text', at: at(3, 4) },
  { kind: 'points', points: [at(1, 1), at(2, 2)] },
  { kind: 'counting-frame', centre: at(0, 0), areaMm2: 0.2, outline: 'square' },
];

describe('shapes', () => {
  test('every handle lies on its shape, and goes where it is put', () => {
    for (const shape of SHAPES)
      handlesOf(shape).forEach((handle, i) => {
        expect(distanceTo(shape, handle), shape.kind).toBeLessThan(1e-9);
        const to = at(handle.x + 7, handle.y + 7);
        const moved = handlesOf(moveHandle(shape, i, to));
        const away = Math.min(...moved.map(({ x, y }) => Math.hypot(x - to.x, y - to.y)));
        // An ellipse's handles keep to its axes.
        expect(away, shape.kind).toBeLessThanOrEqual(shape.kind === 'ellipse' ? 7 : 1e-9);
      });
  });

  test('moving there and back changes nothing', () => {
    for (const shape of SHAPES) expect(moveShape(moveShape(shape, 13, -4), -13, 4)).toEqual(shape);
  });

  test('a rectangle turned inside out stays one', () => {
    const shape = moveHandle(rectangleBetween(at(0, 0), at(10, 10)), 2, at(-20, -5));
    expect(shape).toEqual({ kind: 'rectangle', x: -20, y: -5, width: 20, height: 5 });
  });
});

describe('AnnotationEditor', () => {
  test('what it makes is a valid annotation', () => {
    const editor = new AnnotationEditor();
    for (const shape of SHAPES) annotationSchema.parse(editor.add(shape, on(0)));
    expect(editor.state.annotations).toHaveLength(SHAPES.length);
  });

  test('undo and redo go through the last states one by one, and older ones are let go', () => {
    const editor = new AnnotationEditor();
    const states = [editor.state.annotations];
    const last = 2 * MAX_STEPS;
    for (let i = 0; i < last; i++) {
      editor.add(moveShape(line, i, 0), on(0));
      states.push(editor.state.annotations);
    }
    for (let i = last - 1; i >= last - MAX_STEPS; i--) {
      expect(editor.undo()).toBe(true);
      expect(editor.state.annotations).toBe(states[i]);
    }
    expect(editor.undo()).toBe(false);
    for (let i = 0; i < MAX_STEPS; i++) editor.redo();
    expect(editor.state.annotations).toBe(states[last]);
    expect(editor.redo()).toBe(false);
  });

  test('a drag is one step, two drags are two', () => {
    const editor = new AnnotationEditor();
    const { id } = editor.add(line, on(0));
    for (let i = 1; i <= 5; i++) editor.change(id, { shape: moveShape(line, i, 0) }, 'drag');
    editor.endGesture();
    for (let i = 6; i <= 9; i++) editor.change(id, { shape: moveShape(line, i, 0) }, 'drag');
    editor.undo();
    expect(editor.state.annotations[0]?.shape).toEqual(moveShape(line, 5, 0));
    editor.undo();
    expect(editor.state.annotations[0]?.shape).toEqual(line);
  });

  test('a change after an undo forgets what was undone', () => {
    const editor = new AnnotationEditor();
    editor.add(line, on(0));
    editor.undo();
    editor.add(moveShape(line, 5, 5), on(0));
    expect(editor.state.canRedo).toBe(false);
    expect(editor.state.annotations).toHaveLength(1);
  });

  test('a locked annotation is neither changed nor removed until it is unlocked', () => {
    const editor = new AnnotationEditor();
    const { id } = editor.add(line, on(0));
    editor.change(id, { locked: true });
    editor.change(id, { shape: moveShape(line, 5, 5) });
    editor.remove(id);
    expect(editor.state.annotations[0]?.shape).toEqual(line);
    editor.change(id, { locked: false });
    editor.remove(id);
    expect(editor.state.annotations).toHaveLength(0);
  });

  test('a corrected contour of a model says so', () => {
    const editor = new AnnotationEditor();
    const origin = {
      kind: 'model',
      modelId: 'm',
      modelHash: 'h',
      classId: 'c',
      threshold: 0.5,
      corrected: false,
    } as const;
    const { id } = editor.add(
      { kind: 'polygon', points: [at(0, 0), at(9, 0), at(9, 9)] },
      { ...on(0), origin },
    );
    editor.change(id, { label: 'focus' });
    expect(editor.state.annotations[0]?.origin).toMatchObject({ corrected: false });
    const shape = editor.state.annotations[0]?.shape ?? line;
    editor.change(id, { shape: moveHandle(shape, 0, at(1, 1)) });
    expect(editor.state.annotations[0]?.origin).toMatchObject({ corrected: true });
  });

  test('picks the nearest of its island within reach', () => {
    const editor = new AnnotationEditor();
    const low = editor.add(line, on(0));
    editor.add(moveShape(line, 0, 30), on(0));
    editor.add(line, on(1));
    expect(editor.hit(0, at(50, 4), 10)?.id).toBe(low.id);
    expect(editor.hit(0, at(50, 15), 10)).toBeNull();
  });

  test('joined islands bring their annotations along, in the past too', () => {
    const editor = new AnnotationEditor();
    editor.add(line, on(1));
    editor.add(line, on(1));
    editor.undo();
    editor.join({ from: 1, into: 0, offset: at(10, 20) });
    expect(editor.state.annotations[0]).toMatchObject({ island: 0, shape: moveShape(line, 10, 20) });
    editor.redo();
    expect(editor.state.annotations[1]).toMatchObject({ island: 0, shape: moveShape(line, 10, 20) });
  });

  test('what lies on ended tracks stays in the list, apart from the new ones, in the past too', () => {
    const editor = new AnnotationEditor();
    const first = editor.add(line, on(0));
    const second = editor.add(line, on(1));
    const third = editor.add(line, on(0));
    editor.undo();
    editor.detach();
    const islandOf = (id: string) => editor.state.annotations.find((entry) => entry.id === id)?.island;
    expect(editor.hit(0, at(50, 0), 10)).toBeNull();
    expect(editor.hit(1, at(50, 0), 10)).toBeNull();
    expect(islandOf(first.id)).not.toBe(islandOf(second.id));
    const before = islandOf(first.id);
    editor.redo();
    expect(islandOf(third.id)).toBe(before);
    const later = editor.add(line, on(0));
    editor.detach();
    expect(islandOf(first.id)).toBe(before);
    expect(islandOf(later.id)).not.toBe(before);
  });
});

test('a shape drawn over itself is split into its lobes', () => {
  const editor = new AnnotationEditor();
  editor.add({ kind: 'polygon', points: [at(0, 0), at(10, 10), at(10, 0), at(0, 10)] }, on(0));
  expect(editor.state.annotations[0]?.shape).toMatchObject({ kind: 'multi-polygon', parts: [{}, {}] });
});

test('a corner dragged over another side splits the shape when it is let go, in the same step', () => {
  const editor = new AnnotationEditor();
  const before: Shape = { kind: 'polygon', points: [at(0, 0), at(10, 0), at(10, 10), at(0, 10)] };
  const { id } = editor.add(before, on(0));
  const moved = moveHandle(before, 0, at(15, 5));
  editor.change(id, { shape: moveHandle(before, 0, at(4, 4)) }, 'drag');
  editor.change(id, { shape: moved }, 'drag');
  expect(editor.state.annotations[0]?.shape).toBe(moved);
  editor.endGesture();
  expect(editor.state.annotations[0]?.shape).toMatchObject({ kind: 'multi-polygon', parts: [{}, {}] });
  editor.undo();
  expect(editor.state.annotations[0]?.shape).toBe(before);
  editor.redo();
  expect(editor.state.annotations[0]?.shape.kind).toBe('multi-polygon');
});

test('undo in the middle of a gesture leaves no shape that crosses itself', () => {
  const editor = new AnnotationEditor();
  const before: Shape = { kind: 'polygon', points: [at(0, 0), at(10, 0), at(10, 10), at(0, 10)] };
  const { id } = editor.add(before, on(0));
  editor.change(id, { shape: moveHandle(before, 0, at(15, 5)) }, 'drag');
  editor.undo();
  editor.redo();
  expect(editor.state.annotations[0]?.shape.kind).toBe('multi-polygon');
});

const ringed: Shape = {
  kind: 'multi-polygon',
  parts: [
    {
      outer: [at(0, 0), at(100, 0), at(100, 100), at(0, 100)],
      holes: [[at(20, 20), at(40, 20), at(40, 40)]],
    },
    { outer: [at(200, 0), at(210, 0), at(210, 10)], holes: [] },
  ],
};

test('all rings of a region are edited by their corners', () => {
  expect(handlesOf(ringed)).toHaveLength(10);
  expect(moveHandle(ringed, 5, at(45, 15))).toMatchObject({
    parts: [{ holes: [[at(20, 20), at(45, 15), at(40, 40)]] }, {}],
  });
  expect(moveShape(ringed, 1, 2)).toMatchObject({
    parts: [
      { outer: [at(1, 2), {}, {}, {}], holes: [[at(21, 22), {}, {}]] },
      { outer: [at(201, 2), {}, {}] },
    ],
  });
  expect(distanceTo(ringed, at(30, 22))).toBe(2);
  expect(distanceTo(ringed, at(205, -3))).toBe(3);
  // A hole and a part with too few corners go.
  expect(removeHandle(ringed, 4)).toMatchObject({ parts: [{ holes: [] }, {}] });
  expect(removeHandle(ringed, 9)).toMatchObject({ parts: [{ holes: [{}] }] });
});

test('a region that loses its hole is a polygon again', () => {
  const editor = new AnnotationEditor();
  const { id } = editor.add(ringed, on(0));
  const left = removeHandle(removeHandle(ringed, 9) ?? ringed, 4);
  editor.change(id, { shape: left ?? ringed });
  expect(editor.state.annotations[0]?.shape.kind).toBe('polygon');
});
