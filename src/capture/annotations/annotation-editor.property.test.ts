import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlaced, type Shape } from '../../domain/annotation';
import type { PointUm } from '../../domain/geometry';
import { AnnotationEditor } from './annotation-editor';
import { nearestDistance, pointsWithin } from './point-grid';

const um = fc.integer({ min: -1000, max: 1000 });
const point = fc.record({ x: um, y: um });
const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ kind: fc.constant('line' as const), from: point, to: point }),
  fc.record({ kind: fc.constant('text' as const), at: point }),
  fc.record({
    kind: fc.constant('points' as const),
    points: fc.array(point, { minLength: 1, maxLength: 5 }),
  }),
);

type Step = (editor: AnnotationEditor) => void;
const idAt = (editor: AnnotationEditor, which: number) => {
  const { annotations } = editor.state;
  return annotations[which % Math.max(1, annotations.length)]?.id ?? '';
};
/** All that a user can do to the list. */
const edit: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(shape, fc.nat(3)).map(
    ([made, island]): Step =>
      (editor) => {
        editor.add(made, { island, classId: null });
      },
  ),
  fc.tuple(fc.nat(), shape, fc.boolean()).map(
    ([which, to, drag]): Step =>
      (editor) => {
        editor.change(idAt(editor, which), { shape: to }, drag ? 'drag' : null);
      },
  ),
  fc.tuple(fc.nat(), fc.boolean()).map(
    ([which, locked]): Step =>
      (editor) => {
        editor.change(idAt(editor, which), { locked });
      },
  ),
  fc.nat().map(
    (which): Step =>
      (editor) =>
        editor.remove(idAt(editor, which)),
  ),
  fc.nat().map(
    (which): Step =>
      (editor) =>
        editor.select(idAt(editor, which) || null),
  ),
  fc.tuple(fc.nat(), point).map(
    ([which, at]): Step =>
      (editor) => {
        editor.placeHere(idAt(editor, which), at, 0);
      },
  ),
  fc.constant<Step>((editor) => editor.endGesture()),
  fc.constant<Step>((editor) => void editor.undo()),
  fc.constant<Step>((editor) => void editor.redo()),
);
const steps = fc.array(edit, { maxLength: 40 });

/** Undoes all; the states on the way, the newest first. */
function undoAll(editor: AnnotationEditor): (readonly unknown[])[] {
  const states = [editor.state.annotations];
  while (editor.undo()) states.push(editor.state.annotations);
  return states;
}

test('whatever was done, undoing all of it leads back to the start, and redoing to the end', () => {
  fc.assert(
    fc.property(steps, (todo) => {
      const start = new AnnotationEditor().state.annotations;
      const editor = new AnnotationEditor(start);
      for (const step of todo) step(editor);
      while (editor.redo());
      const end = editor.state.annotations;
      const states = undoAll(editor);
      expect(editor.state.annotations).toBe(start);
      expect(editor.state.canUndo).toBe(false);
      for (const state of states.reverse()) {
        expect(editor.state.annotations).toBe(state);
        editor.redo();
      }
      expect(editor.state.annotations).toBe(end);
    }),
  );
});

test('after a new look nothing in any state has a place, and what lay together still does', () => {
  fc.assert(
    fc.property(steps, (todo) => {
      const editor = new AnnotationEditor();
      for (const step of todo) step(editor);
      const before = editor.state.annotations.map(({ island }) => island);
      editor.detach();
      const after = editor.state.annotations.map(({ island }) => island);
      before.forEach((a, i) => {
        before.forEach((b, j) => {
          expect(after[i] === after[j]).toBe(a === b);
        });
      });
      do expect(editor.state.annotations.some(isPlaced)).toBe(false);
      while (editor.undo());
    }),
  );
});

test('the selected annotation is always one of the list', () => {
  fc.assert(
    fc.property(steps, (todo) => {
      const editor = new AnnotationEditor();
      for (const step of todo) {
        step(editor);
        const { annotations, selected } = editor.state;
        if (selected !== null) expect(annotations.some(({ id }) => id === selected)).toBe(true);
      }
    }),
  );
});

test('the index finds what looking at each point finds', () => {
  const many = fc.array(point, { minLength: 1000, maxLength: 1200 });
  fc.assert(
    fc.property(many, point, fc.integer({ min: 1, max: 300 }), (points, at, reach) => {
      const least = Math.min(...points.map(({ x, y }) => Math.hypot(x - at.x, y - at.y)));
      expect(nearestDistance(points, at, reach)).toBe(least <= reach ? least : Number.POSITIVE_INFINITY);
      const rect = { ...at, width: reach, height: reach };
      const inside = points.filter(
        ({ x, y }) => x >= at.x && x <= at.x + reach && y >= at.y && y <= at.y + reach,
      );
      expect(new Set(pointsWithin(points, rect))).toEqual(new Set(inside));
    }),
    { numRuns: 30 },
  );
});

/** A point that counts how often it is looked at. */
function watched(x: number, y: number, looks: { count: number }): PointUm {
  return {
    get x() {
      looks.count++;
      return x;
    },
    get y() {
      looks.count++;
      return y;
    },
  };
}

test('of 100,000 points, picking one looks at few, and an edit elsewhere at none', () => {
  const looks = { count: 0 };
  const points = Array.from({ length: 100_000 }, (_, i) =>
    watched((i * 7919) % 9973, (i * 104_729) % 9967, looks),
  );
  const editor = new AnnotationEditor();
  const set = editor.add({ kind: 'points', points }, { island: 0, classId: null });
  const at = { x: 5000, y: 5000 };
  expect(editor.hit(0, at, 60)?.id).toBe(set.id);
  // Once for the bounds and once for the index.
  expect(looks.count).toBeLessThanOrEqual(5 * points.length);
  looks.count = 0;
  for (let i = 0; i < 100; i++) editor.hit(0, { x: 90 * i, y: 5000 }, 20);
  expect(looks.count).toBeLessThan(100 * 200);
  looks.count = 0;
  for (let i = 0; i < 100; i++) editor.add({ kind: 'text', at }, { island: 0, classId: null });
  editor.undo();
  editor.hit(1, at, 60);
  expect(looks.count).toBe(0);
});
