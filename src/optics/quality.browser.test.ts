import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FieldQuality, QUALITY_FIELDS } from '../domain/quality';
import { type Gpu, openGpu } from '../gpu/device';
import { REGION, REGION_VALUES } from './band-energies';
import { QualityMeter } from './quality';
import { measureQuality, measureRegions } from './quality-reference';
import type { FieldBytes } from './resample-reference';
import { STAIN } from './stain-sums';
import { movedOnto } from './testing/doubled-field';
import { uploadField } from './testing/gpu-field';
import { flatField, proceduralTissue, throughCamera } from './testing/procedural-field';
import { STAIN_VECTORS, stainedField } from './testing/stained-field';

let gpu: Gpu;
let meter: QualityMeter;
beforeAll(async () => {
  gpu = await openGpu();
  meter = await QualityMeter.create(gpu);
});
afterAll(() => {
  meter.destroy();
  gpu.destroy();
});

const BLUR = QUALITY_FIELDS.indexOf('blurUm');

async function measure(field: FieldBytes, umPerPx: number) {
  const texture = uploadField(gpu, field);
  const encoder = gpu.device.createCommandEncoder();
  const reading = meter.read(encoder, texture, umPerPx);
  gpu.device.queue.submit([encoder.finish()]);
  const quality = await reading.fetch();
  texture.destroy();
  return quality;
}

/** What the GPU gives of each region. */
async function measured(field: FieldBytes): Promise<Float32Array> {
  const texture = uploadField(gpu, field);
  const encoder = gpu.device.createCommandEncoder();
  const reading = meter.readRegions(encoder, texture);
  gpu.device.queue.submit([encoder.finish()]);
  const values = await reading.fetch();
  texture.destroy();
  return values;
}

/** Left half tissue, right half as another field: all values differ from region to region. */
function halves(left: FieldBytes, right: FieldBytes): FieldBytes {
  const rgba = new Uint8ClampedArray(left.rgba);
  for (let y = 0; y < left.height; y++)
    for (let x = left.width >> 1; x < left.width; x++) {
      const at = 4 * (y * left.width + x);
      rgba.set(right.rgba.subarray(at, at + 4), at);
    }
  return { ...left, rgba };
}

/** Where in the values of a region these are. */
const at = (field: keyof typeof REGION.offsets) => REGION.offsets[field] / 4;
const [TISSUE, BRIGHT, INK, UPRIGHT] = [at('tissue'), at('clipped_bright'), at('ink'), at('upright')];

/** For what stain-sums.ts adds up: a block or two may fall on either side of a limit. */
function toleranceOf(index: number, value: number): number | null {
  const stain = index - at('stain');
  if (stain < 0) return null;
  if (stain === STAIN.SOLID_INK) return 1.01 / 64;
  if (stain >= STAIN.TINT) return 1e-5;
  return 1e-3 * Math.abs(value) + (stain === STAIN.COUNT || stain === STAIN.COLOURLESS ? 1.01 : 0.5);
}

/** A stroke of blue and one of black felt pen. */
function withInk(field: FieldBytes): FieldBytes {
  const rgba = new Uint8ClampedArray(field.rgba);
  const stroke = (left: number, density: readonly number[]) => {
    for (let y = 0; y < field.height; y++)
      for (let x = left; x < left + 20; x++)
        density.forEach((absorbed, channel) => {
          const at = 4 * (y * field.width + x) + channel;
          rgba[at] = (rgba[at] ?? 0) * Math.exp(-absorbed);
        });
  };
  stroke(4, [1.6, 1, 0.25]);
  stroke(30, [1.4, 1.4, 1.4]);
  return { ...field, rgba };
}

test.each([
  ['a field cut by its edges', 310, 205, 1],
  ['whole regions at 20x', 256, 192, 0.5],
  ['an odd scale', 256, 128, 0.345],
  ['40x', 192, 128, 0.25],
])('gives the numbers of the reference: %s', async (_, width, height, umPerPx) => {
  const noisy = throughCamera(proceduralTissue(width, height), { noise: 0.03, vignetting: 0.3, blur: 0.8 });
  const bright = throughCamera(proceduralTissue(width, height, 3), { gains: [1.5, 1.4, 1.5] });
  const rest = halves(bright, flatField(width, height, [243, 241, 243]));
  const field = withInk(halves(noisy, rest));
  const want = measureRegions(field);
  const got = await measured(field);
  want.forEach((value, i) => {
    const at = i % REGION_VALUES;
    // Energies add up over a thousand px. A 4 x 4 block whose density lies on the limit may fall on either side.
    const isShare = [TISSUE, BRIGHT, INK].includes(at);
    const tolerance =
      toleranceOf(at, value) ?? (at >= UPRIGHT ? 1e-3 * Math.abs(value) + 1e-4 : isShare ? 1.01 / 256 : 2e-4);
    expect(Math.abs((got[i] ?? Number.NaN) - value), `value ${at}`).toBeLessThanOrEqual(tolerance);
  });
  const inks = want.filter((_, i) => i % REGION_VALUES === INK);
  expect(Math.max(...inks)).toBeGreaterThan(0.2);
  expect(Math.min(...inks)).toBe(0);
  expect(new Set(want).size).toBeGreaterThan(50);

  const quality = await measure(field, umPerPx);
  const blurs = (of: FieldQuality) => of.values.filter((_, i) => i % QUALITY_FIELDS.length === BLUR);
  expect([quality.columns, quality.rows]).toEqual([Math.ceil(width / 64), Math.ceil(height / 64)]);
  blurs(measureQuality(field, umPerPx)).forEach((blur, i) => {
    const on = blurs(quality)[i] ?? 0;
    if (!Number.isFinite(blur)) expect(on).toBe(blur);
    else expect(Math.abs(on / blur - 1)).toBeLessThan(0.01);
  });
});

test.each([
  ['H&E', stainedField(STAIN_VECTORS.haematoxylin, STAIN_VECTORS.eosin)],
  ['DAB', stainedField(STAIN_VECTORS.dab, STAIN_VECTORS.haematoxylin)],
  ['PAS', stainedField(STAIN_VECTORS.haematoxylin, STAIN_VECTORS.pas)],
  ['Giemsa', stainedField(STAIN_VECTORS.methyleneBlue, STAIN_VECTORS.giemsaEosin)],
  ['alcian blue', stainedField(STAIN_VECTORS.alcianBlue, STAIN_VECTORS.haematoxylin)],
  ['double exposure', movedOnto(stainedField(STAIN_VECTORS.haematoxylin, STAIN_VECTORS.eosin), 19, 8, 0.5)],
  ['double exposure, rows padded', movedOnto(proceduralTissue(331, 270), 19, 8, 0.5)],
])('says what a picture shows as the reference does: %s', async (_, field) => {
  const [found, expected] = [(await measure(field, 1)).picture, measureQuality(field).picture];
  if (!found || !expected) throw new Error('nothing was told');
  const { tissue, ...told } = found;
  const { tissue: wanted, ...reference } = expected;
  expect(told).toEqual(reference);
  // Sums of floats: a graphics processor adds them in another order.
  expect(tissue?.length).toBe(wanted?.length);
  const differences = wanted?.map((value, i) => Math.abs((tissue?.[i] ?? Number.NaN) - value)) ?? [];
  expect(Math.max(...differences)).toBeLessThan(1e-3);
});

test('follows a change of field size', async () => {
  expect((await measure(proceduralTissue(128, 64), 1)).columns).toBe(2);
  expect((await measure(proceduralTissue(200, 100), 1)).values).toHaveLength(4 * 2 * QUALITY_FIELDS.length);
});
