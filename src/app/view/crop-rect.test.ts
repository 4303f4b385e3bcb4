import { expect, test } from 'vitest';
import { cropBetween, cropOrNull, keepInFrame, MIN_CROP } from './crop-rect';

const frame = { width: 1920, height: 1080 };

test('a rectangle drawn in any direction is the same', () => {
  const rect = { x: 100, y: 200, width: 800, height: 600 };
  expect(cropBetween(frame, { x: 100.2, y: 199.8 }, { x: 900.1, y: 800 })).toEqual(rect);
  expect(cropBetween(frame, { x: 900.1, y: 800 }, { x: 100.2, y: 199.8 })).toEqual(rect);
});

test.each([
  { x: -500, y: -20, width: 9999, height: 100 },
  { x: 1900, y: 1070, width: 3, height: 3 },
  { x: Number.NaN, y: 0, width: Number.NaN, height: 500 },
  { x: 1e9, y: -1e9, width: 0, height: -4 },
])('%j ends up inside the frame, large enough, on whole px', (wanted) => {
  const { x, y, width, height } = keepInFrame(frame, wanted);
  for (const value of [x, y, width, height]) expect(Number.isInteger(value)).toBe(true);
  expect(x).toBeGreaterThanOrEqual(0);
  expect(y).toBeGreaterThanOrEqual(0);
  expect(width).toBeGreaterThanOrEqual(MIN_CROP);
  expect(height).toBeGreaterThanOrEqual(MIN_CROP);
  expect(x + width).toBeLessThanOrEqual(frame.width);
  expect(y + height).toBeLessThanOrEqual(frame.height);
});

test('the whole frame is no crop', () => {
  expect(cropOrNull(frame, { x: 0, y: 0, ...frame })).toBeNull();
  const half = { x: 0, y: 0, width: 960, height: 1080 };
  expect(cropOrNull(frame, half)).toBe(half);
});
