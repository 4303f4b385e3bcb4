import { expect, test } from 'vitest';
import { PLAIN_MOUNTING } from '../domain/frame';
import { openGpu } from '../gpu/device';
import { SlideMemory } from '../tracking/slide-memory';
import { MovingCamera, stainedSpecimen } from '../tracking/testing/moving-slide';
import { GpuPipeline } from './gpu-pipeline';

/** Readings asked for before the first has come back: more than a loop and a hasty hand ever have. */
const BURST = 12;

test('however many pictures are taken at once, each has its place and quality, and so has the next', async () => {
  const gpu = await openGpu();
  const pipeline = await GpuPipeline.create(gpu, new OffscreenCanvas(320, 200), new SlideMemory());
  const field = new MovingCamera(320, 200).expose(stainedSpecimen(700, 500), { x: 300, y: 250 }, 1);
  const image = new VideoFrame(new Uint8Array(field.rgba), {
    ...{ format: 'RGBX', codedWidth: field.width, codedHeight: field.height, timestamp: 0 },
  });
  await pipeline.ingest({ image, sequence: 1, capturedAt: 0 }, PLAIN_MOUNTING, 0.5, null);
  image.close();
  const scene = { layers: [], hatchAll: false, visible: true, scaleBar: false, island: null };
  const taken = await Promise.all(Array.from({ length: BURST }, () => pipeline.capture(scene)));
  const [first] = taken;
  for (const { tracked, quality } of taken) {
    expect(tracked?.confidence).toBe(1);
    expect(quality.values).toEqual(first?.quality.values);
  }
  for (let i = 0; i < 3; i++) {
    expect((await pipeline.pin())?.tracked?.confidence).toBe(1);
    expect((await pipeline.place())?.confidence).toBe(1);
  }
  pipeline.destroy();
});
