import { afterAll, beforeAll, expect, test } from 'vitest';
import { PLAIN_MOUNTING } from '../../domain/frame';
import type { Homography } from '../../domain/homography';
import { openGpu } from '../../gpu/device';
import { unpackPicture } from '../../gpu/readback';
import { SlideMemory } from '../../tracking/slide-memory';
import { CanvasPipeline } from '../canvas-pipeline';
import type { FieldPipeline, RecordedPicture } from '../field-pipeline';
import { GpuPipeline } from '../gpu-pipeline';
import { cameraFrame, FIELD, fillCells, layerOf, sceneOfLayers } from './test-field';

const MAIN = { width: 640, height: 384 };
const EYEPIECE = { width: 250, height: 300 };
/** Mirrored left to right, smaller, and moved: what Canvas 2D can draw. */
const MIRRORED: Homography = [-0.7, 0, 240, 0, 0.7, 60, 0, 0, 1];
const KEYSTONE: Homography = [-0.7, 0.05, 235, 0.02, 0.8, 60, -0.0003, 0.0004, 1];

interface Bench {
  readonly pipeline: FieldPipeline;
  readonly main: OffscreenCanvas;
}
let benches: Readonly<Record<'webgpu' | 'canvas-2d', Bench>>;

const canvasOf = ({ width, height }: { width: number; height: number }) => new OffscreenCanvas(width, height);

beforeAll(async () => {
  const [main, other] = [canvasOf(MAIN), canvasOf(MAIN)];
  benches = {
    webgpu: { main, pipeline: await GpuPipeline.create(await openGpu(), main, new SlideMemory()) },
    'canvas-2d': { main: other, pipeline: new CanvasPipeline(other, new SlideMemory()) },
  };
});
afterAll(() => {
  for (const { pipeline } of Object.values(benches)) pipeline.destroy();
});

async function take(pipeline: FieldPipeline, sequence = 1): Promise<void> {
  const frame = cameraFrame(sequence);
  await pipeline.ingest(frame, PLAIN_MOUNTING, 1, null);
  frame.image.close();
  // What is drawn waits for the first place to come back.
  await expect.poll(() => pipeline.tracked()?.confidence ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
}

/** A scene whose left half is positive, the right half negative. */
function halves(pipeline: FieldPipeline) {
  const store = pipeline.createStore(1);
  fillCells(store, (column) => (column < 0 ? 0.95 : 0));
  return sceneOfLayers([layerOf(store)], pipeline.tracked()?.island ?? null);
}

/** Draws, and reads the canvases in the same task, before the browser takes what is on them. */
function drawn(pipeline: FieldPipeline, scene: ReturnType<typeof halves>, canvases: OffscreenCanvas[]) {
  const drawing = pipeline.draw(scene, null);
  const pictures = canvases.map((canvas) => {
    const context = canvasOf(canvas).getContext('2d');
    if (!context) throw new Error('no canvas');
    context.drawImage(canvas, 0, 0);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  });
  return drawing.then(() => pictures);
}

function pixel(image: ImageData | undefined, x: number, y: number): readonly number[] {
  if (!image) throw new Error('no picture');
  return [...image.data.subarray((y * image.width + x) * 4, (y * image.width + x) * 4 + 3)];
}

const sum = (levels: readonly number[]) => levels.reduce((total, level) => total + level, 0);

test.each([
  ['webgpu', MIRRORED],
  ['webgpu', KEYSTONE],
  ['canvas-2d', MIRRORED],
] as const)('%s draws one field to two outputs, each in its own way (%j)', async (drawing, transform) => {
  const { pipeline, main } = benches[drawing];
  await take(pipeline);
  const scene = halves(pipeline);
  const canvas = canvasOf(EYEPIECE);
  const alone = await drawn(pipeline, scene, [main]);
  pipeline.addOutput({
    id: 'eyepiece',
    ...{ canvas, size: EYEPIECE, pixelRatio: 2, transform, content: 'overlay' as const },
  });
  const [screen, eyepiece] = await drawn(pipeline, scene, [main, canvas]);
  expect(screen?.data).toEqual(alone[0]?.data);
  // On the screen tissue is seen wherever the overlay says nothing.
  expect(sum(pixel(screen, 600, 200))).toBeGreaterThan(200);
  // The field lies at x 16 to 240 of the eyepiece, mirrored: what is positive is on its right.
  expect(sum(pixel(eyepiece, 190, 120))).toBeGreaterThan(150);
  expect(sum(pixel(eyepiece, 60, 120))).toBe(0);
  for (const [x, y] of [
    [4, 150],
    [100, 20],
    [100, 290],
  ] as const)
    expect(sum(pixel(eyepiece, x, y))).toBe(0);
  pipeline.removeOutput('eyepiece');
  await drawn(pipeline, { ...scene, hatchAll: true }, [main]);
  expect(() => pipeline.changeOutput('eyepiece', { pixelRatio: 1 })).toThrow('no output');
});

test.each(['webgpu', 'canvas-2d'] as const)('%s follows changes of an output', async (drawing) => {
  const { pipeline, main } = benches[drawing];
  await take(pipeline);
  const hatched = { ...halves(pipeline), hatchAll: true };
  pipeline.resize(320, 192, 1);
  const [thin] = await drawn(pipeline, hatched, [main]);
  expect([thin?.width, thin?.height]).toEqual([320, 192]);
  pipeline.resize(320, 192, 2);
  const [thick] = await drawn(pipeline, hatched, [main]);
  // The stripes of the frame have twice the period in device px.
  const changes = (image: ImageData | undefined) => {
    const row = Array.from({ length: 300 }, (_, x) => sum(pixel(image, x, 4)) / 3);
    const mean = sum(row) / row.length;
    return row.filter((level, x) => x > 0 && level > mean + 20 !== (row[x - 1] ?? 0) > mean + 20).length;
  };
  expect(thick?.data).not.toEqual(thin?.data);
  expect(changes(thick)).toBeLessThan(changes(thin));
  const line: Homography = [1, 2, 0, 2, 4, 0, 0, 0, 1];
  expect(() => pipeline.changeOutput('main', { transform: line })).toThrow('onto a line');
  const [same] = await drawn(pipeline, hatched, [main]);
  expect(same?.data).toEqual(thick?.data);
  pipeline.resize(MAIN.width, MAIN.height, 1);
});

test('a canvas that belongs to another kind of drawing is refused by name', () => {
  const gpuCanvas = canvasOf(EYEPIECE);
  gpuCanvas.getContext('webgpu');
  const flatCanvas = canvasOf(EYEPIECE);
  flatCanvas.getContext('2d');
  const output = {
    size: EYEPIECE,
    pixelRatio: 1,
    transform: null,
    content: 'overlay' as const,
    id: 'eyepiece',
  };
  expect(() => benches['canvas-2d'].pipeline.addOutput({ ...output, canvas: gpuCanvas })).toThrow('eyepiece');
  expect(() => benches.webgpu.pipeline.addOutput({ ...output, canvas: flatCanvas })).toThrow('eyepiece');
});

test.each(['webgpu', 'canvas-2d'] as const)(
  '%s draws and measures a recorded field as the one that the camera shows',
  async (drawing) => {
    const { pipeline } = benches[drawing];
    await take(pipeline);
    const scene = halves(pipeline);
    const live = await pipeline.capture(scene);
    const facts = pipeline.field();
    const [layer] = scene.layers;
    if (!facts || !layer) throw new Error('no field');
    const rgba = unpackPicture(live.bare);
    const picture = await createImageBitmap(new ImageData(rgba, FIELD.width, FIELD.height));
    const recorded: RecordedPicture = { ...facts, picture, tracked: live.tracked };
    const copy = new Float32Array(await layer.store.read(0));
    // The window has moved on since: what it holds now is not of this field.
    fillCells(layer.store, () => 0.2);
    const again = await pipeline.capture({ ...scene, layers: [{ ...layer, copy }] }, recorded);
    expect(unpackPicture(again.overlay)).toEqual(unpackPicture(live.overlay));
    expect(unpackPicture(again.bare)).toEqual(rgba);
    expect(again.tracked).toEqual(live.tracked);
    const off = again.quality.values.map((value, i) => Math.abs(value - (live.quality.values[i] ?? 0)));
    expect(Math.max(...off.filter((value) => !Number.isNaN(value)))).toBeLessThan(1e-3);
    // Without a place, and on another island than the cells, all of it is hatched.
    const nowhere = await pipeline.capture(scene, { ...recorded, tracked: null });
    const elsewhere = await pipeline.capture({ ...scene, island: 77 }, recorded);
    const hatched = unpackPicture((await pipeline.capture({ ...scene, hatchAll: true })).overlay);
    for (const { overlay } of [nowhere, elsewhere]) expect(unpackPicture(overlay)).toEqual(hatched);
    picture.close();
  },
);

test.each(['webgpu', 'canvas-2d'] as const)(
  '%s: cells that are not to be had are not assessed, never left out',
  async (drawing) => {
    const { pipeline } = benches[drawing];
    await take(pipeline);
    const foreign = benches[drawing === 'webgpu' ? 'canvas-2d' : 'webgpu'].pipeline.createStore(1);
    const scene = sceneOfLayers([layerOf(foreign)], null);
    const hatched = await pipeline.capture({ ...scene, layers: [], hatchAll: true });
    expect(unpackPicture((await pipeline.capture(scene)).overlay)).toEqual(unpackPicture(hatched.overlay));
  },
);

test('after a lost device the frame that is kept is shown again, at its old place', async () => {
  const memory = new SlideMemory();
  const gpu = await openGpu();
  const first = await GpuPipeline.create(gpu, canvasOf(MAIN), memory);
  await take(first);
  const before = await first.capture(sceneOfLayers([], null));
  gpu.device.destroy();
  first.destroy();
  const second = new CanvasPipeline(canvasOf(MAIN), memory);
  await take(second);
  const after = await second.capture(sceneOfLayers([], null));
  expect(unpackPicture(after.bare)).toEqual(unpackPicture(before.bare));
  second.destroy();
});
