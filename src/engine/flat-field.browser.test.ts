import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeGains, type GainGrid } from '../domain/flat-field';
import { type Frame, type Mounting, PLAIN_MOUNTING } from '../domain/frame';
import { openGpu } from '../gpu/device';
import { SlideMemory } from '../tracking/slide-memory';
import { CanvasPipeline } from './canvas-pipeline';
import type { FieldPipeline } from './field-pipeline';
import { framePixels } from './frame-pixels';
import { GpuPipeline } from './gpu-pipeline';

const SIZE = { width: 320, height: 192 };
let pipelines: { readonly gpu: FieldPipeline; readonly canvas: FieldPipeline };

beforeAll(async () => {
  const canvas = new OffscreenCanvas(64, 64);
  pipelines = {
    gpu: await GpuPipeline.create(await openGpu(), new OffscreenCanvas(64, 64), new SlideMemory()),
    canvas: new CanvasPipeline(canvas, new SlideMemory()),
  };
});
afterAll(() => {
  pipelines.gpu.destroy();
  pipelines.canvas.destroy();
});

/** Every level of every channel, some of them clipped. */
function frame(sequence: number): Frame {
  const bytes = new Uint8Array(4 * SIZE.width * SIZE.height);
  for (let px = 0; px < SIZE.width * SIZE.height; px++)
    bytes.set([px % 256, (px * 7) % 256, (px * 13 + 5) % 256, 255], 4 * px);
  const image = new VideoFrame(bytes, {
    ...{ format: 'RGBX', codedWidth: SIZE.width, codedHeight: SIZE.height, timestamp: 0 },
  });
  return { image, sequence, capturedAt: 0 };
}

const gains: GainGrid = {
  frame: SIZE,
  region: { x: 0, y: 0, ...SIZE },
  columns: 4,
  rows: 3,
  gains: encodeGains(Float32Array.from({ length: 36 }, (_, i) => 0.7 + ((i * 29) % 41) / 20)),
};

async function through(pipeline: FieldPipeline, mounting: Mounting, flatField: GainGrid | null) {
  const taken = frame(1);
  try {
    await pipeline.ingest(taken, mounting, null, null, flatField);
  } finally {
    taken.image.close();
  }
  return framePixels(pipeline);
}

test.each<Mounting>([
  PLAIN_MOUNTING,
  { crop: { x: 20, y: 10, width: 200, height: 160 }, rotation: 90, mirrored: true },
])('with and without WebGPU the light is evened alike, to 1 level: %j', async (mounting) => {
  const plain = await through(pipelines.canvas, mounting, null);
  const one = await through(pipelines.gpu, mounting, gains);
  const other = await through(pipelines.canvas, mounting, gains);
  expect([one.width, one.height]).toEqual([other.width, other.height]);
  let worst = 0;
  let changed = 0;
  for (let i = 0; i < one.rgba.length; i++) {
    worst = Math.max(worst, Math.abs((one.rgba[i] ?? 0) - (other.rgba[i] ?? 0)));
    if (plain.rgba[i] !== other.rgba[i]) changed++;
  }
  expect(worst).toBeLessThanOrEqual(1);
  expect(changed / one.rgba.length).toBeGreaterThan(0.5);
});

test('taken off again, frames are as they came', async () => {
  for (const pipeline of [pipelines.gpu, pipelines.canvas]) {
    await through(pipeline, PLAIN_MOUNTING, gains);
    const { rgba } = await through(pipeline, PLAIN_MOUNTING, null);
    expect([...rgba.subarray(4 * 777, 4 * 777 + 4)]).toEqual([
      777 % 256,
      (777 * 7) % 256,
      (777 * 13 + 5) % 256,
      255,
    ]);
  }
});
