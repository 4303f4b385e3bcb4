import { expect, test } from 'vitest';
import { MAX_ZOOM, panBy, transformOf, WHOLE, zoomBy } from './zoom';

test('zooming keeps the point under the pointer in its place', () => {
  const at = { x: 0.25, y: -0.4 };
  const before = { x: 0.4, y: 0.6, scale: 3 };
  const after = zoomBy(before, 1.7, at);
  expect(after.x + at.x / after.scale).toBeCloseTo(before.x + at.x / before.scale);
  expect(after.y + at.y / after.scale).toBeCloseTo(before.y + at.y / before.scale);
});

test('nothing beyond the edge is ever shown', () => {
  expect(zoomBy(WHOLE, 0.1)).toEqual(WHOLE);
  expect(zoomBy(WHOLE, 1000).scale).toBe(MAX_ZOOM);
  expect(panBy({ ...WHOLE, scale: 2 }, 9, -9)).toEqual({ x: 0.75, y: 0.25, scale: 2 });
  expect(zoomBy({ x: 0.75, y: 0.25, scale: 2 }, 0.5)).toEqual(WHOLE);
});

test('the whole picture needs no transform', () => {
  expect(transformOf(WHOLE)).toBe('translate(0%, 0%) scale(1)');
  expect(transformOf({ x: 0.75, y: 0.25, scale: 2 })).toBe('translate(-100%, 0%) scale(2)');
});
