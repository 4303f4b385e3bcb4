import { expect, test } from 'vitest';
import { TISSUE_FEATURES } from '../domain/tissue-statistics';
import { measureQuality } from './quality-reference';
import type { FieldBytes } from './resample-reference';
import { flatField, proceduralTissue, throughCamera } from './testing/procedural-field';
import { STAIN_VECTORS as S, stainedField } from './testing/stained-field';

const he = stainedField(S.haematoxylin, S.eosin);
const featuresOf = (field: FieldBytes, umPerPx = 1) => measureQuality(field, umPerPx).picture?.tissue ?? [];
const feature = (field: FieldBytes, name: (typeof TISSUE_FEATURES)[number], umPerPx = 1) =>
  featuresOf(field, umPerPx)[TISSUE_FEATURES.indexOf(name)] ?? Number.NaN;

test('a field has one number for each feature, and glass has none', () => {
  expect(featuresOf(he)).toHaveLength(TISSUE_FEATURES.length);
  expect(featuresOf(he).every(Number.isFinite)).toBe(true);
  const glass = throughCamera(flatField(320, 256, [243, 241, 243]), { noise: 0.01 });
  expect(measureQuality(glass).picture?.tissue).toBeNull();
});

test('the figures stay what they are', () => {
  expect(
    featuresOf(throughCamera(proceduralTissue(256, 192), { noise: 0.01 })).map((value) => value.toFixed(2)),
  ).toMatchInlineSnapshot(`
    [
      "-1.17",
      "0.06",
      "0.14",
      "-0.25",
      "2.25",
      "0.81",
      "0.47",
      "0.36",
      "-3.25",
      "-3.01",
      "-3.52",
      "-1.62",
    ]
  `);
});

test('detail is told by its width in um, not in px', () => {
  const twice: FieldBytes = {
    width: 2 * he.width,
    height: 2 * he.height,
    rgba: new Uint8ClampedArray(16 * he.width * he.height),
  };
  for (let y = 0; y < twice.height; y++)
    for (let x = 0; x < twice.width; x++) {
      const from = 4 * ((y >> 1) * he.width + (x >> 1));
      twice.rgba.set(he.rgba.subarray(from, from + 4), 4 * (y * twice.width + x));
    }
  // Haar details of doubled px are those of the px before, one band on.
  expect(feature(twice, 'detail-10-um', 0.5)).toBeCloseTo(feature(he, 'detail-10-um', 1), 1);
  expect(feature(twice, 'green')).toBeCloseTo(feature(he, 'green'), 1);
});

test('weaker stain has less density and as much contrast', () => {
  const weak = {
    ...he,
    rgba: he.rgba.map((value, at) => ((at & 3) === 3 ? 255 : 243 * (value / 243) ** 0.6)),
  };
  expect(feature(weak, 'green')).toBeLessThan(feature(he, 'green') - 0.3);
  expect(feature(weak, 'green-spread')).toBeCloseTo(feature(he, 'green-spread'), 0);
});
