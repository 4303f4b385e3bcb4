import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gpu, openGpu } from '../gpu/device';
import { CpuTracker } from './cpu-tracker';
import type { FieldBytes } from './signal';
import { SlideMemory } from './slide-memory';
import { MovingCamera, type Specimen, stainedSpecimen } from './testing/moving-slide';
import { Tracker } from './tracker';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openGpu();
});
afterAll(() => gpu.destroy());

/** Keeps one texture a size, as the importer does. */
class FieldTexture {
  #texture: GPUTexture | null = null;
  upload({ width, height, rgba }: FieldBytes): GPUTexture {
    if (this.#texture?.width !== width || this.#texture.height !== height) {
      this.#texture?.destroy();
      this.#texture = gpu.device.createTexture({
        size: { width, height },
        format: 'rgba8unorm',
        usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
      });
    }
    const bytes = new Uint8Array(rgba);
    gpu.device.queue.writeTexture(
      { texture: this.#texture },
      bytes,
      { bytesPerRow: 4 * width },
      { width, height },
    );
    return this.#texture;
  }
}

async function place(tracker: Tracker, field: GPUTexture, umPerPx: number) {
  tracker.register(field, umPerPx);
  const found = await tracker.read();
  if (!found) throw new Error('nothing was read');
  return found;
}

const specimen = stainedSpecimen(1500, 1100);
const glass = { width: 2, height: 2, rgb: new Uint8Array(12).fill(240) };

test('decides and measures as the reference does: motion, a jump, blank glass, return, another objective', async () => {
  const tracker = await Tracker.create(gpu);
  const reference = new CpuTracker();
  const texture = new FieldTexture();
  const camera = new MovingCamera(640, 360, { noise: 0.02, vignetting: 0.3, dust: 8 });
  const steps: { x: number; y: number; scale?: number; blank?: boolean }[] = [
    ...[0, 40, 95, 180, 260, 300].map((x, i) => ({ x: 400 + x, y: 300 + 17.3 * i })),
    { x: 420.4, y: 800.7 },
    { x: 440.9, y: 810.2 },
    { x: 0, y: 0, blank: true },
    { x: 0, y: 0, blank: true },
    ...[0, 7.25, 30].map((x) => ({ x: 430 + x, y: 320 })),
    { x: 460, y: 320, scale: 0.5 },
    { x: 470, y: 326, scale: 0.5 },
    { x: 0, y: 0, blank: true },
    { x: 700, y: 700 },
  ];
  const islands = new Set<number>();
  for (const { x, y, scale = 1, blank } of steps) {
    const field = camera.expose(blank ? glass : specimen, { x, y }, scale);
    const want = reference.register(field, 0.5 * scale);
    const got = await place(tracker, texture.upload(field), 0.5 * scale);
    islands.add(want.island);
    expect(got.island).toBe(want.island);
    expect(Math.abs(got.confidence - want.confidence)).toBeLessThan(0.01);
    // um: a fiftieth of a px.
    expect(Math.hypot(got.centre.x - want.centre.x, got.centre.y - want.centre.y)).toBeLessThan(0.01);
    expect(got.umPerPx).toBeCloseTo(want.umPerPx, 5);
    expect(Math.abs(got.shiftPx.x - want.shiftPx.x)).toBeLessThan(0.05);
  }
  expect(islands.size).toBeGreaterThan(1);
  tracker.destroy();
});

test('finds known tissue again and notices another objective, as the reference does', async () => {
  const tracker = await Tracker.create(gpu);
  const reference = new CpuTracker();
  const texture = new FieldTexture();
  const camera = new MovingCamera(640, 360, { noise: 0.02, vignetting: 0.3, dust: 8 });
  const wide = stainedSpecimen(2600, 900, 5);
  const see = async (slide: Specimen, x: number, scale = 1) => {
    const field = camera.expose(slide, { x, y: 420 }, scale);
    reference.register(field, 1);
    return await place(tracker, texture.upload(field), 1);
  };
  for (let x = 400; x <= 900; x += 100) await see(wide, x);
  for (let i = 0; i < 3; i++) await see(glass, 0);
  for (let i = 0; i < 10; i++) await see(wide, 600 + 30 * i);
  const back = await see(wide, 900);
  expect(back.island).toBe(0);
  expect(Math.hypot(back.centre.x - 500, back.centre.y)).toBeLessThan(1);
  for (let i = 0; i < 8; i++) await see(wide, 900, 0.5);
  const events = tracker.takeEvents();
  const wanted = reference.takeEvents();
  expect(events.map(({ kind }) => kind)).toEqual(['island-join', 'objective-change']);
  expect(wanted.map(({ kind }) => kind)).toEqual(['island-join', 'objective-change']);
  const [join, change] = events;
  const [wantedJoin] = wanted;
  if (join?.kind !== 'island-join' || wantedJoin?.kind !== 'island-join') throw new Error('no join');
  expect(join).toMatchObject({ from: 1, into: 0 });
  expect(Math.abs(join.offset.x - wantedJoin.offset.x)).toBeLessThan(1);
  expect(change).toMatchObject({ ratio: 0.5, island: 2 });
  // Told at last: nothing of the island of a wrong scale is gone on with.
  tracker.register(texture.upload(camera.expose(wide, { x: 900, y: 420 }, 0.5)), 0.5);
  expect(await tracker.read()).toMatchObject({ island: 3, umPerPx: 0.5 });
  tracker.destroy();
});

test('a reset begins a new island at the origin, as does another frame size', async () => {
  const tracker = await Tracker.create(gpu);
  const texture = new FieldTexture();
  const camera = new MovingCamera(320, 200);
  const at = (x: number, by = camera) => texture.upload(by.expose(specimen, { x, y: 400 }));
  await place(tracker, at(400), 1);
  expect((await place(tracker, at(412.5), 1)).centre.x).toBeCloseTo(12.5, 0);
  tracker.reset();
  expect(tracker.newest()).toBeNull();
  expect(await place(tracker, at(420), 1)).toMatchObject({ centre: { x: 0, y: 0 }, island: 1 });
  const other = new MovingCamera(400, 200);
  expect(await place(tracker, at(430, other), 1)).toMatchObject({ centre: { x: 0, y: 0 }, island: 2 });
  tracker.destroy();
});

test('frees its memory', async () => {
  const before = gpu.memory.bytes;
  const tracker = await Tracker.create(gpu);
  const camera = new MovingCamera(320, 200);
  await place(tracker, new FieldTexture().upload(camera.expose(specimen, { x: 400, y: 400 })), 1);
  expect(gpu.memory.bytes).toBeGreaterThan(before);
  tracker.destroy();
  expect(gpu.memory.bytes).toBe(before);
});

test('goes on for a tracker whose device was lost, on an island of its own until it knows where it is', async () => {
  const memory = new SlideMemory();
  const texture = new FieldTexture();
  const camera = new MovingCamera(640, 360, { noise: 0.01 });
  const see = (tracker: Tracker, x: number, y: number) =>
    place(tracker, texture.upload(camera.expose(specimen, { x, y }, 1)), 0.5);
  const lost = await Tracker.create(gpu, memory);
  for (let x = 400; x <= 640; x += 40) await see(lost, x, 400);
  const before = await see(lost, 640, 400);
  lost.destroy();
  const next = await Tracker.create(gpu, memory);
  const first = await see(next, 650, 410);
  expect(first.island).toBeGreaterThan(before.island);
  await expect.poll(async () => (await see(next, 650, 410)).island, { timeout: 20_000 }).toBe(before.island);
  const found = await see(next, 650, 410);
  expect(Math.hypot(found.centre.x - before.centre.x - 5, found.centre.y - before.centre.y - 5)).toBeLessThan(
    1,
  );
  expect(next.takeEvents()).toMatchObject([{ kind: 'island-join', from: first.island, into: before.island }]);
  next.destroy();
});
