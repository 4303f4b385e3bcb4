import { expect, test } from 'vitest';
import { areaText, barLength, lengthText } from './lengths';
import {
  around,
  COARSEST_UM_PER_PX,
  FINEST_UM_PER_PX,
  fitFrame,
  panned,
  toPanel,
  toSlide,
  zoomed,
} from './map-frame';

const size = { width: 400, height: 300 };
const frame = { centre: { x: 1000, y: -500 }, umPerPx: 10 };

test('places go to the panel and back', () => {
  const px = toPanel(frame, size, { x: 1200, y: -700 });
  expect(px).toEqual({ x: 220, y: 130 });
  expect(toSlide(frame, size, px)).toEqual({ x: 1200, y: -700 });
});

test('a fitted rectangle lies inside the panel, in its middle', () => {
  const rect = { x: -3000, y: 2000, width: 8000, height: 1000 };
  const fitted = fitFrame(rect, size);
  const a = toPanel(fitted, size, rect);
  const b = toPanel(fitted, size, { x: rect.x + rect.width, y: rect.y + rect.height });
  expect(a.x).toBeCloseTo(size.width - b.x);
  expect(a.y).toBeCloseTo(size.height - b.y);
  expect(a.x).toBeGreaterThan(10);
  expect(a.y).toBeGreaterThan(10);
});

test('zooming keeps what lies under the pointer, and stays within bounds', () => {
  const px = { x: 30, y: 280 };
  const under = toSlide(frame, size, px);
  const closer = zoomed(frame, size, 2, px);
  expect(closer.umPerPx).toBe(5);
  expect(toPanel(closer, size, under).x).toBeCloseTo(px.x);
  expect(toPanel(closer, size, under).y).toBeCloseTo(px.y);
  expect(zoomed(frame, size, 1e6).umPerPx).toBe(FINEST_UM_PER_PX);
  expect(zoomed(frame, size, 1e-6).umPerPx).toBe(COARSEST_UM_PER_PX);
});

test('dragging to the right brings what lies to the left', () => {
  expect(panned(frame, 20, -10).centre).toEqual({ x: 800, y: -400 });
});

test('the rectangle around two', () => {
  const a = { x: 0, y: 0, width: 10, height: 10 };
  expect(around(a, { x: -5, y: 8, width: 5, height: 20 })).toEqual({ x: -5, y: 0, width: 15, height: 28 });
  expect(around(null, a)).toBe(a);
  expect(around(null, null)).toBeNull();
});

test('lengths, areas and the scale bar in words', () => {
  expect(lengthText(22.6)).toBe('23 µm');
  expect(lengthText(1234)).toBe('1.23 mm');
  expect(areaText(256)).toBe('0.0003 mm²');
  expect(areaText(123_456)).toBe('0.123 mm²');
  expect(areaText(2_345_678)).toBe('2.35 mm²');
  expect(barLength(8, 100)).toBe(500);
  expect(barLength(1.9, 110)).toBe(200);
});
