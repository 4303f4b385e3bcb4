import { expect, test } from 'vitest';
import { sampleSnapshot } from '../../capture/test-snapshot';
import { storedContour } from './model-contour';

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
  });
  const right = Math.max(...(found?.points ?? []).map(({ x }) => x));
  const left = Math.min(...(found?.points ?? []).map(({ x }) => x));
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
