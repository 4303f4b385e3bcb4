import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gpu, openGpu } from '../../gpu/device';
import { GpuResources } from '../../gpu/resources';
import { QualityMeter } from '../../optics/quality';
import { Resampler } from '../../optics/resample';
import type { PinnedField } from '../field-pipeline';
import { GpuPins } from './gpu-pins';

const size = { width: 128, height: 64 };
let gpu: Gpu;
let quality: QualityMeter;
let resampler: Resampler;
let resources: GpuResources;
let pins: GpuPins;

beforeAll(async () => {
  gpu = await openGpu();
  [quality, resampler] = await Promise.all([QualityMeter.create(gpu), Resampler.create(gpu)]);
  resources = new GpuResources(gpu);
  pins = new GpuPins(gpu, { read: () => null }, quality, resampler);
});
afterAll(() => {
  pins.destroy();
  quality.destroy();
  resampler.destroy();
  resources.destroy();
  expect(gpu.memory.bytes).toBe(0);
  gpu.destroy();
});

function fieldTexture({ width, height } = size): GPUTexture {
  return resources.texture({
    size: { width, height },
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_SRC | GPUTextureUsage.COPY_DST,
  });
}

function paint(texture: GPUTexture, level: number): void {
  const { width, height } = texture;
  const bytes = new Uint8Array(width * height * 4).fill(level);
  gpu.device.queue.writeTexture({ texture }, bytes, { bytesPerRow: width * 4 }, { width, height });
}

const facts = (sequence: number, of = size) => ({
  size: of,
  capturedAt: 1000 + sequence,
  sequence,
  umPerPx: null,
  tracked: null,
});

/** Levels of the first px of the picture that is held, 0..255. */
async function level(pinned: PinnedField): Promise<number> {
  const cut = { corners: [{ x: 8, y: 8 }], scale: 1, sizePx: 8 };
  const [first = -1] = await pinned.resample({ ...cut, mean: [0, 0, 0], std: [1, 1, 1] });
  return Math.round(first * 255);
}

test('a field that is held keeps its picture while others are held and the camera goes on', async () => {
  const camera = fieldTexture();
  paint(camera, 40);
  const first = await pins.pin(camera, facts(1));
  paint(camera, 90);
  const second = await pins.pin(camera, facts(2));
  paint(camera, 200);
  expect([await level(first), await level(second)]).toEqual([40, 90]);
  expect([first.sequence, second.sequence]).toEqual([1, 2]);
  second.release();
  const third = await pins.pin(camera, facts(3));
  expect([await level(first), await level(third)]).toEqual([40, 200]);
  first.release();
  third.release();
});

test('textures are used again by the next holder, and never while one holds them', async () => {
  const camera = fieldTexture();
  paint(camera, 10);
  for (let i = 0; i < 4; i++) (await pins.pin(camera, facts(i))).release();
  const before = gpu.memory.bytes;
  for (let i = 0; i < 4; i++) {
    const held = await pins.pin(camera, facts(i));
    // Twice is as good as once: it must not give the texture to two others.
    held.release();
    held.release();
  }
  expect(gpu.memory.bytes).toBe(before);
  const [one, other] = [await pins.pin(camera, facts(1)), await pins.pin(camera, facts(2))];
  paint(camera, 77);
  const third = await pins.pin(camera, facts(3));
  expect([await level(one), await level(other), await level(third)]).toEqual([10, 10, 77]);
  for (const held of [one, other, third]) held.release();
});

test('what was let go cannot be cut, and textures of another size are not kept', async () => {
  const camera = fieldTexture();
  const held = await pins.pin(camera, facts(1));
  held.release();
  await expect(level(held)).rejects.toThrow('let go');
  const before = gpu.memory.bytes;
  const small = { width: 64, height: 64 };
  const other = fieldTexture(small);
  const pinned = await pins.pin(other, facts(2, small));
  expect(gpu.memory.bytes).toBeLessThan(before + 3 * 64 * 64 * 4 + 10_000);
  pinned.release();
});
