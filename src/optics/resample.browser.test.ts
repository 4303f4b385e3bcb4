import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gpu, openGpu } from '../gpu/device';
import { readBuffer } from '../gpu/readback';
import { Resampler } from './resample';
import { resampleTiles } from './resample-reference';
import { uploadField } from './testing/gpu-field';
import { proceduralTissue } from './testing/procedural-field';

let gpu: Gpu;
let resampler: Resampler;
beforeAll(async () => {
  gpu = await openGpu();
  resampler = await Resampler.create(gpu);
});
afterAll(() => {
  resampler.destroy();
  gpu.destroy();
});

test.each([0.4, 0.7, 1, 1.5, 2, 3.9])('gives the numbers of the reference at scale %d', async (scale) => {
  const field = proceduralTissue(150, 130, 7);
  const texture = uploadField(gpu, field);
  const cut = {
    corners: [
      { x: 0, y: 0 },
      { x: 10.31, y: 5.77 },
      { x: -2.5, y: 100.125 },
    ],
    scale,
    sizePx: 33,
    mean: [0.7, 0.55, 0.69],
    std: [0.15, 0.2, 0.14],
  } as const;
  const encoder = gpu.device.createCommandEncoder();
  const buffer = resampler.encode(encoder, texture, cut);
  gpu.device.queue.submit([encoder.finish()]);
  const want = resampleTiles(field, cut);
  const got = new Float32Array(await readBuffer(gpu.device, buffer, want.byteLength));
  let worst = 0;
  want.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(value - (got[i] ?? Number.NaN)));
  });
  // Normalised by a std of 0.14: 1e-4 is 1.4e-5 of full scale.
  expect(worst).toBeLessThan(2e-4);
  texture.destroy();
});

test('keeps its buffer while batches fit, and counts its bytes', () => {
  const texture = uploadField(gpu, proceduralTissue(64, 64));
  const encode = (count: number, sizePx: number) => {
    const corners = Array.from({ length: count }, () => ({ x: 0, y: 0 }));
    const encoder = gpu.device.createCommandEncoder();
    const cut = { corners, scale: 1, sizePx, mean: [0, 0, 0], std: [1, 1, 1] } as const;
    const buffer = resampler.encode(encoder, texture, cut);
    gpu.device.queue.submit([encoder.finish()]);
    return buffer;
  };
  const large = encode(2, 64);
  const bytes = gpu.memory.bytes;
  expect(encode(1, 32)).toBe(large);
  expect(gpu.memory.bytes).toBe(bytes);
  expect(encode(3, 64)).not.toBe(large);
  expect(gpu.memory.bytes).toBe(bytes + 64 * 64 * 3 * 4);
  expect(() => encode(0, 64)).toThrow(/0 tiles/);
  texture.destroy();
});
