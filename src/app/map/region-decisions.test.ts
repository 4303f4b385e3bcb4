import { expect, test } from 'vitest';
import { AnnotationEditor } from '../../capture/annotations/annotation-editor';
import { decisionOf } from '../../domain/annotation';
import type { Focus } from '../../domain/focus';
import { outlineOf } from '../../domain/outline';
import { regionArea } from '../../domain/region';
import { reviewRegions } from '../../measure/region-review';
import { fakeModel, testReticle } from '../test-reticle';
import { RegionDecisions } from './region-decisions';

const layer = { modelId: 'lymph-node-metastasis', classId: 'metastasis', threshold: 0.4 };

/** A region of `width` x 4 cells of 16 um, with its left edge on a column. */
function region(column: number, width: number, open = false): Focus {
  return {
    ...{ ...layer, island: 0, cells: width * 4, cellUm: 16, open },
    runs: Int32Array.from([0, 1, 2, 3].flatMap((row) => [row, column, column + width])),
    ...{ areaUm2: width * 4 * 256, longestDiameterUm: Math.hypot(width, 4) * 16 },
    diameter: [
      { x: column * 16, y: 0 },
      { x: (column + width) * 16, y: 64 },
    ],
    bounds: { x: column * 16, y: 0, width: width * 16, height: 64 },
  };
}

function decisions() {
  const { store } = testReticle().reticle;
  store.patch({ models: [fakeModel(layer.modelId, layer.classId)] });
  store.slice('map').patch({ layer });
  const editor = new AnnotationEditor();
  const review = (...foci: Focus[]) =>
    reviewRegions(foci, editor.state.annotations, { ...layer, island: 0 }).regions;
  return { editor, review, made: new RegionDecisions(store, editor) };
}

test('a region is confirmed with its outline, as tumour, and each decision is one step back', () => {
  const { editor, review, made } = decisions();
  const focus = region(2, 5, true);
  for (const one of review(focus)) made.decide(one, 'confirmed');
  const [annotation] = editor.state.annotations;
  expect(annotation).toMatchObject({
    classId: 'tumour',
    origin: { kind: 'model', decision: 'confirmed', cut: true, threshold: 0.4 },
  });
  expect(annotation && regionArea(outlineOf(annotation.shape) ?? [])).toBeCloseTo(focus.areaUm2, 6);
  for (const one of review(focus)) made.decide(one, 'rejected');
  expect(editor.state.annotations).toHaveLength(1);
  expect(editor.state.annotations[0]).toMatchObject({ id: annotation?.id, classId: null });
  editor.undo();
  expect(review(focus)[0]?.decision).toBe('confirmed');
  editor.undo();
  expect(review(focus)[0]?.decision).toBeNull();
});

test('a note stays with the region through its decision, and alone decides nothing', () => {
  const { editor, review, made } = decisions();
  const focus = region(2, 5);
  for (const one of review(focus)) made.note(one, ' ask for CK ');
  expect(editor.state.annotations.map((one) => [decisionOf(one), one.label])).toEqual([
    ['noted', 'ask for CK'],
  ]);
  for (const one of review(focus)) made.decide(one, 'rejected');
  expect(editor.state.annotations[0]).toMatchObject({ label: 'ask for CK', classId: null });
  for (const one of review(focus)) made.note(one, '');
  expect(review(focus)[0]?.decision).toBe('rejected');
  for (const one of review(focus)) made.clear(one);
  expect(editor.state.annotations).toEqual([]);
});

test('what has changed since is decided anew: one decision takes the place of those it has grown from', () => {
  const { editor, review, made } = decisions();
  for (const one of review(region(0, 5), region(10, 5))) made.decide(one, 'confirmed');
  expect(editor.state.annotations).toHaveLength(2);
  const [grown] = review(region(0, 15));
  expect(grown?.changed).toBe(true);
  if (grown) made.decide(grown, 'confirmed');
  expect(editor.state.annotations).toHaveLength(1);
  expect(review(region(0, 15))[0]).toMatchObject({ decision: 'confirmed', changed: false });
  editor.undo();
  expect(editor.state.annotations).toHaveLength(2);
});
