import { expect, test } from 'vitest';
import { fitCanvas } from './fit';

test('a frame of the same shape fills the view', () => {
  expect(fitCanvas({ width: 1280, height: 720 }, { width: 1920, height: 1080 }, 1)).toEqual({
    left: 0,
    top: 0,
    cssWidth: 1280,
    cssHeight: 720,
    width: 1280,
    height: 720,
  });
});

test.each([1, 1.25, 1.5, 2, 3])(
  'at %d device px per CSS px it lies on whole device px, inside, centred',
  (ratio) => {
    const view = { width: 1001, height: 613 };
    const frame = { width: 2592, height: 1944 };
    const fitted = fitCanvas(view, frame, ratio);
    expect(fitted.cssWidth * ratio).toBeCloseTo(fitted.width, 9);
    expect(fitted.cssHeight * ratio).toBeCloseTo(fitted.height, 9);
    expect((fitted.left * ratio) % 1).toBeCloseTo(0, 9);
    expect(fitted.left + fitted.cssWidth).toBeLessThanOrEqual(view.width);
    expect(fitted.top + fitted.cssHeight).toBeLessThanOrEqual(view.height);
    expect(Math.abs(view.width - fitted.cssWidth - 2 * fitted.left)).toBeLessThanOrEqual(2 / ratio);
    expect(fitted.width / fitted.height).toBeCloseTo(frame.width / frame.height, 2);
    // One of the sides is filled.
    expect(Math.max(fitted.cssWidth / view.width, fitted.cssHeight / view.height)).toBeGreaterThan(0.998);
  },
);

test('a hidden view and a wild ratio still give a canvas', () => {
  for (const ratio of [0, Number.NaN, Number.POSITIVE_INFINITY])
    expect(fitCanvas({ width: 0, height: 0 }, { width: 4, height: 3 }, ratio)).toMatchObject({
      width: 1,
      height: 1,
    });
});
