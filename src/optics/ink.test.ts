import { expect, test } from 'vitest';
import { regionValue } from '../domain/quality';
import { assessRegions, QUALITY_LIMITS } from './assess';
import { measureQuality } from './quality-reference';
import type { FieldBytes } from './resample-reference';
import { flatField, proceduralTissue, randomNumbers, throughCamera } from './testing/procedural-field';

/** The left `width` px multiplied by what is left of red, green and blue. */
function under(field: FieldBytes, width: number, densities: readonly number[]): FieldBytes {
  const rgba = new Uint8ClampedArray(field.rgba);
  for (let y = 0; y < field.height; y++)
    for (let x = 0; x < width; x++)
      densities.forEach((density, channel) => {
        const at = 4 * (y * field.width + x) + channel;
        rgba[at] = (rgba[at] ?? 0) * Math.exp(-density);
      });
  return { ...field, rgba };
}
const share = (field: FieldBytes, name: 'ink') => regionValue(measureQuality(field), 0, 0, name);
const tissue = throughCamera(proceduralTissue(320, 256), { noise: 0.02 });

test.each([
  ['blue', [1.6, 1, 0.25]],
  ['green', [1.7, 0.5, 1.1]],
  ['red', [0.12, 1.6, 1.3]],
  ['black', [1.6, 1.55, 1.5]],
] as const)('%s felt pen on glass is ink', (_, densities) => {
  const glass = throughCamera(flatField(320, 256, [243, 241, 243]), { noise: 0.02 });
  const marked = under(glass, 64, densities);
  expect(share(marked, 'ink')).toBeGreaterThan(0.95);
  expect(share(glass, 'ink')).toBe(0);
});

test('stained tissue is no ink', () => {
  expect(share(tissue, 'ink')).toBeLessThan(0.02);
});

test('what borders on ink does not count, what lies farther does', () => {
  const { columns, regions } = assessRegions(measureQuality(under(tissue, 40, [1.6, 1, 0.25])));
  const row = regions.slice(columns, 2 * columns);
  expect(row.slice(0, 2)).toEqual(['ink', 'ink']);
  expect(row.slice(2)).toEqual(['assessed', 'assessed', 'assessed']);
});

test('grey specks with noise are no tissue', () => {
  const glass = flatField(128, 128, [243, 241, 243]);
  const rgba = new Uint8ClampedArray(glass.rgba);
  const random = randomNumbers(5);
  for (let i = 0; i < 40; i++) {
    const [cx, cy, radius] = [128 * random(), 128 * random(), 2 + 4 * random()];
    for (let y = 0; y < 128; y++)
      for (let x = 0; x < 128; x++) {
        const at = 4 * (y * 128 + x);
        if (Math.hypot(x - cx, y - cy) < radius) rgba.set([60, 60, 60], at);
      }
  }
  const { regions } = assessRegions(measureQuality(throughCamera({ ...glass, rgba }, { noise: 0.03 })));
  expect(new Set(regions)).toEqual(new Set(['no-tissue']));
});

test('motion in any direction shows in the coherence of detail, tissue has little', () => {
  const coherence = (field: FieldBytes) => regionValue(measureQuality(field), 0, 0, 'streaks');
  const moved = (dx: number, dy: number): FieldBytes => {
    const rgba = new Uint8ClampedArray(tissue.rgba);
    for (let y = 0; y < 256; y++)
      for (let x = 0; x < 320; x++)
        for (let channel = 0; channel < 3; channel++) {
          let sum = 0;
          for (let step = -6; step <= 6; step++) {
            const sx = Math.min(319, Math.max(0, x + step * dx));
            const sy = Math.min(255, Math.max(0, y + step * dy));
            sum += tissue.rgba[4 * (sy * 320 + sx) + channel] ?? 0;
          }
          rgba[4 * (y * 320 + x) + channel] = sum / 13;
        }
    return throughCamera({ ...tissue, rgba }, { noise: 0.02 });
  };
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
    [1, 1],
    [1, -1],
  ] as const)
    expect(coherence(moved(dx, dy))).toBeGreaterThan(QUALITY_LIMITS.streaks);
  // Its fibres run down.
  expect(coherence(tissue)).toBeLessThan(QUALITY_LIMITS.streaks);
});
