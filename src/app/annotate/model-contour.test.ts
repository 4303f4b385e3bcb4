import { expect, test } from 'vitest';
import { handlesOf } from '../../capture/annotations/shape-editing';
import { sampleSnapshot } from '../../capture/test-snapshot';
import type { FieldProbabilities } from '../../engine/port';
import { t } from '../i18n/i18n';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { AppStore } from '../state/store';
import { fakeModel } from '../test-reticle';
import { measureLabel } from './measure-label';
import { type AcceptedContour, modelContour, sayNoArea, storedContour } from './model-contour';

/** A page on which a field of 10 x 10 cells of 8 um, positive in cells 3 to 6, answers from `origin` on an island. */
function page(origin: { x: number; y: number }, island: number) {
  const store = new AppStore(DEFAULT_PREFERENCES);
  store.patch({ models: [fakeModel('lymph-node-metastasis', 'metastasis')] });
  const inside = (cell: number) => cell >= 3 && cell <= 6;
  const field: FieldProbabilities = {
    ...{ columns: 10, rows: 10, cellUm: 8, originPx: { x: 0, y: 0 }, cellPx: 8, frameSequence: 1 },
    ...{ origin, island },
    values: Float32Array.from({ length: 100 }, (_, i) =>
      inside(i % 10) && inside(Math.floor(i / 10)) ? 1 : 0,
    ),
  };
  // The place of the frame that was shown at the click.
  const placement = { centre: { x: 540, y: 340 }, umPerPx: 1, island: 2, width: 80, height: 80 };
  return { store, client: () => ({ field: async () => field }), placement };
}

const cornersOf = (found: AcceptedContour | null) => (found ? handlesOf(found.shape) : []);

const contour = (of: ReturnType<typeof page>, at: { x: number; y: number }) =>
  modelContour(of, at, of.placement);

test('a contour lies where its own field lay, however far the stage moved since the click', async () => {
  for (const moved of [0, 24]) {
    const origin = { x: 500 + moved, y: 300 };
    const found = await contour(page(origin, 2), { x: 540 + moved, y: 340 });
    const xs = cornersOf(found).map(({ x }) => x);
    // Cells 3 to 6 cover 24 to 56 um; the contour at 0.42 runs between the middles of neighbours.
    expect(Math.min(...xs)).toBeGreaterThan(origin.x + 20);
    expect(Math.min(...xs)).toBeLessThan(origin.x + 28);
    expect(Math.max(...xs)).toBeGreaterThan(origin.x + 52);
    expect(Math.max(...xs)).toBeLessThan(origin.x + 60);
  }
});

test('a region whose surroundings were all examined is not cut', async () => {
  const found = await contour(page({ x: 500, y: 300 }, 2), { x: 540, y: 340 });
  expect(found?.origin).toMatchObject({ kind: 'model', corrected: false });
  expect(found?.origin).not.toHaveProperty('cut');
  expect(measureLabel(found?.shape ?? { kind: 'text', at: { x: 0, y: 0 } }, true)).toMatch(/^≥ \d/);
});

test('a field on another island than the click has no contour there', async () => {
  expect(await contour(page({ x: 500, y: 300 }, 3), { x: 540, y: 340 })).toBeNull();
});

test("a stored snapshot's contour is that of its own map and threshold, and says which model drew it", () => {
  // Cells of 16 um: 0, 0.25, 0.5 above 0.75, 1, not assessed; positive from 0.5.
  const stored = sampleSnapshot('case');
  const found = storedContour(stored, { x: 24, y: 24 });
  expect(found?.origin).toEqual({
    kind: 'model',
    modelId: 'model',
    modelHash: 'a'.repeat(64),
    classId: 'tumour',
    threshold: 0.5,
    corrected: false,
    // A cell beside it was not assessed.
    cut: true,
  });
  const right = Math.max(...cornersOf(found).map(({ x }) => x));
  const left = Math.min(...cornersOf(found).map(({ x }) => x));
  // From within the first column, which 0.75 lies in, to before the middle of the last, which was not assessed.
  expect(left).toBeGreaterThan(-8);
  expect(left).toBeLessThan(8);
  expect(right).toBeGreaterThan(24);
  expect(right).toBeLessThan(48);
  expect(storedContour(stored, { x: 8, y: 2 })).toBeNull();
  expect(
    storedContour({ ...stored, parts: { ...stored.parts, maps: new Map() } }, { x: 24, y: 24 }),
  ).toBeNull();
});

test('where no contour is, and where an outline goes around nothing, the page says so', async () => {
  const empty = page({ x: 500, y: 300 }, 2);
  expect(await contour(empty, { x: 501, y: 301 })).toBeNull();
  expect(empty.store.state.notices.map(({ report }) => report.message)).toEqual([t('annotate.noContour')]);
  sayNoArea(empty.store.page);
  expect(empty.store.state.notices.map(({ report }) => report.message)).toEqual([t('annotate.noArea')]);
});
