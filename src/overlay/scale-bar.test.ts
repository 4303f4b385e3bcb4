import { expect, test } from 'vitest';
import { fitFrame } from './frame-fit';
import { lengthLabel, scaleBar, scaleBarCorner } from './scale-bar';

test.each([
  // um per device px, pixel ratio, um, device px, label
  [1, 1, 200, 200, '200 µm'],
  [0.972, 1, 100, 100 / 0.972, '100 µm'],
  [0.25, 1, 50, 200, '50 µm'],
  [0.25, 2, 100, 400, '100 µm'],
  [5, 1, 1000, 200, '1 mm'],
  [12, 1, 2000, 2000 / 12, '2 mm'],
  [0.0049, 1, 0.5, 0.5 / 0.0049, '0.5 µm'],
])('%s um/px at pixel ratio %s', (umPerPx, pixelRatio, lengthUm, lengthPx, label) => {
  const bar = scaleBar(umPerPx, pixelRatio);
  expect(bar?.lengthUm).toBe(lengthUm);
  expect(bar?.lengthPx).toBeCloseTo(lengthPx, 6);
  expect(bar?.label).toBe(label);
});

test('is a 1-2-5 length of 80 to 200 CSS px at every scale', () => {
  for (let umPerPx = 0.01; umPerPx < 100; umPerPx *= 1.013) {
    const bar = scaleBar(umPerPx, 1.5);
    const mantissa = Number((bar?.lengthUm ?? 0).toExponential().split('e')[0]);
    expect([1, 2, 5]).toContain(mantissa);
    expect((bar?.lengthPx ?? 0) / 1.5).toBeGreaterThan(79.9);
    expect((bar?.lengthPx ?? 0) / 1.5).toBeLessThan(200.001);
    expect((bar?.lengthPx ?? 0) * umPerPx).toBeCloseTo(bar?.lengthUm ?? 0, 6);
  }
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('there is none for %s um/px', (umPerPx) => {
  expect(scaleBar(umPerPx, 1)).toBeNull();
});

test('labels carry their unit', () => {
  expect(lengthLabel(999)).toBe('999 µm');
  expect(lengthLabel(1500)).toBe('1.5 mm');
});

test('stands in the bottom left corner of the frame, or nowhere if the frame is too small', () => {
  const fit = fitFrame({ width: 640, height: 360 }, { width: 640, height: 640 });
  expect(scaleBarCorner(fit, { width: 220, height: 40 }, 1)).toEqual({ x: 16, y: 140 + 360 - 16 - 40 });
  expect(scaleBarCorner(fit, { width: 620, height: 40 }, 1)).toBeNull();
});
