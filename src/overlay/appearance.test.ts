import { expect, test } from 'vitest';
import { contourColour } from '../domain/overlay';
import {
  CASING_COLOUR,
  dashCoverage,
  HEAT_FAINT,
  HEAT_MOST,
  hatchCoverage,
  hatchPeriodPx,
  heatAlpha,
  RIM_COLOUR,
  tissueShare,
} from './appearance';
import { colourAt, colourMapAnchors } from './colour-map';
import { fitFrame } from './frame-fit';
import { contrast, luminanceOf, seenBy, VIEWERS } from './test-contrast';

test.each([0, 0.05, 0.5, 0.93, 1])('heat rises without a step at threshold %s', (threshold) => {
  let before = heatAlpha(0, threshold);
  expect(before).toBeCloseTo(threshold === 0 ? HEAT_FAINT : 0);
  for (let k = 1; k <= 10_000; k++) {
    const alpha = heatAlpha(k / 10_000, threshold);
    expect(alpha).toBeGreaterThanOrEqual(before);
    // A threshold of 1 leaves no room to rise in: only there is a step.
    if (threshold < 1) expect(alpha - before).toBeLessThan(0.005);
    before = alpha;
  }
  expect(before).toBeCloseTo(HEAT_MOST);
});

test('below the threshold there is a hint at most', () => {
  for (let p = 0; p < 0.5; p += 0.01) expect(heatAlpha(p, 0.5)).toBeLessThan(HEAT_FAINT);
});

test('colour maps have their published ends and middles, and rise in luminance', () => {
  expect(colourAt('viridis', 0)).toEqual([68, 1, 84]);
  expect(colourAt('viridis', 0.5)).toEqual([33, 145, 140]);
  expect(colourAt('viridis', 1)).toEqual([253, 231, 37]);
  expect(colourAt('cividis', 0)).toEqual([0, 34, 78]);
  expect(colourAt('cividis', 0.5)).toEqual([125, 124, 120]);
  expect(colourAt('cividis', 1)).toEqual([254, 232, 56]);
  expect(colourAt('viridis', 7)).toEqual(colourAt('viridis', 1));
  const linear = (channel: number) => ((channel / 255 + 0.055) / 1.055) ** 2.4;
  for (const map of ['viridis', 'cividis'] as const) {
    const luminance = colourMapAnchors(map).map(
      ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b),
    );
    luminance.reduce((low, high) => {
      expect(high).toBeGreaterThan(low);
      return high;
    });
  }
});

test.each([1, 1.25, 1.5, 2, 3])(
  'the hatch repeats exactly after a whole period at pixel ratio %s',
  (ratio) => {
    const period = hatchPeriodPx(ratio);
    expect(Number.isInteger(period)).toBe(true);
    let most = 0;
    let least = 1;
    for (let x = 0; x < period; x++) {
      const coverage = hatchCoverage(x + 0.5, 0.5, ratio);
      expect(hatchCoverage(x + 0.5 + period, 0.5, ratio)).toBeCloseTo(coverage);
      expect(hatchCoverage(x + 0.5, 0.5 + period, ratio)).toBeCloseTo(coverage);
      most = Math.max(most, coverage);
      least = Math.min(least, coverage);
    }
    expect(most).toBeGreaterThan(0.85);
    expect(least).toBe(0);
  },
);

test('a frame is fitted whole, centred, on whole px', () => {
  const frame = { width: 1280, height: 720 };
  expect(fitFrame(frame, frame)).toEqual({ x: 0, y: 0, width: 1280, height: 720, scale: 1 });
  expect(fitFrame(frame, { width: 641, height: 801 })).toMatchObject({ x: 0, y: 220, width: 641 });
  expect(fitFrame(frame, { width: 2000, height: 720 })).toEqual({
    x: 360,
    y: 0,
    width: 1280,
    height: 720,
    scale: 1,
  });
});

test('every line differs from its edge by 10 : 1, so that one of both differs by more than 3 : 1 from any tissue', () => {
  for (const colour of [RIM_COLOUR, ...Array.from({ length: 8 }, (_, k) => contourColour(k))])
    for (const viewer of VIEWERS) {
      const [line, edge] = [luminanceOf(colour, viewer), luminanceOf(CASING_COLOUR, viewer)];
      expect(contrast(line, edge), `${colour} ${viewer}`).toBeGreaterThanOrEqual(10);
    }
});

test('no two contour colours look alike, to colour-blind users either', () => {
  const colours = Array.from({ length: 8 }, (_, k) => contourColour(k));
  for (const viewer of VIEWERS)
    for (const [i, a] of colours.entries())
      for (const b of colours.slice(i + 1)) {
        const [from, to] = [seenBy(a, viewer), seenBy(b, viewer)];
        const apart = Math.hypot(...from.map((value, channel) => value - (to[channel] ?? 0)));
        expect(apart, `${a} and ${b}, ${viewer}`).toBeGreaterThan(0.05);
      }
});

test('dashes follow each other along rows, columns and slopes', () => {
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
    [1, 1],
    [1, -1],
  ] as const) {
    const covered = Array.from({ length: 440 }, (_, k) => dashCoverage(k * dx, k * dy, 1, 1));
    const mean = covered.reduce((sum, each) => sum + each, 0) / covered.length;
    expect(mean).toBeGreaterThan(0.5);
    expect(mean).toBeLessThan(0.7);
    expect(Math.max(...covered)).toBe(1);
    expect(Math.min(...covered)).toBe(0);
  }
});

test('glass is told from the palest tissue by its colour, dark tissue by its darkness', () => {
  for (const glass of [
    [255, 255, 255],
    [236, 234, 233],
    [180, 178, 176],
  ] as const)
    expect(tissueShare(glass[0], glass[1], glass[2])).toBe(0);
  for (const tissue of [
    [244, 224, 238],
    [219, 169, 203],
    [96, 66, 140],
    [60, 60, 62],
  ] as const)
    expect(tissueShare(tissue[0], tissue[1], tissue[2])).toBe(1);
});
