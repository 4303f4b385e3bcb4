import { afterAll, beforeAll, expect, test } from 'vitest';
import { PLAIN_MOUNTING } from '../../domain/frame';
import { type Gpu, openGpu } from '../../gpu/device';
import { unpackPicture } from '../../gpu/readback';
import { GpuResources } from '../../gpu/resources';
import { ArrayCellStore } from '../../slide-map/array-store';
import { cellPipelines, GpuCellStore } from '../../slide-map/gpu-store';
import { SlideMemory } from '../../tracking/slide-memory';
import type { RecordedPicture } from '../field-pipeline';
import { CanvasIntake } from './canvas-intake';
import { CanvasPresenter } from './canvas-presenter';
import { GpuIntake } from './gpu-intake';
import { GpuPresenter } from './gpu-presenter';
import { recordedOnCanvas, recordedOnGpu } from './recorded-image';
import { cameraFrame, FIELD, fillCells, layerOf, sceneOfLayers } from './test-field';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openGpu();
});
afterAll(() => {
  expect(gpu.memory.bytes).toBe(0);
  gpu.destroy();
});

test('both intakes take a frame in, place it, and leave one that is no longer wanted', async () => {
  const onGpu = await GpuIntake.create(gpu, new SlideMemory());
  const onCanvas = new CanvasIntake(new SlideMemory());
  for (const intake of [onGpu, onCanvas]) {
    expect(intake.image).toBeNull();
    const take = async (sequence: number, wanted: boolean) => {
      const frame = cameraFrame(sequence);
      const size = await intake.ingest(frame, PLAIN_MOUNTING, 1, null, null, () => wanted);
      frame.image.close();
      return size;
    };
    expect(await take(1, false)).toBeNull();
    expect(intake.image).toBeNull();
    expect(await take(2, true)).toEqual(FIELD);
    expect(await take(3, false)).toBeNull();
    expect(intake.image).toMatchObject({ size: FIELD, sequence: 2, capturedAt: 1002, umPerPx: 1 });
    await expect.poll(() => intake.tracked()?.confidence, { timeout: 60_000 }).toBe(1);
    intake.beginSlide(null);
    expect(intake.image).toBeNull();
  }
  onGpu.destroy();
});

test('both presenters make the same picture of the same recorded field', async () => {
  const flat = new OffscreenCanvas(FIELD.width, FIELD.height);
  const context = flat.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = 'rgb(210 150 190)';
  context.fillRect(0, 0, FIELD.width, FIELD.height);
  const picture = await createImageBitmap(flat);
  const place = { centre: { x: 3, y: -2 }, umPerPx: 1, confidence: 1, island: 4, shiftPx: { x: 0, y: 0 } };
  const recorded: RecordedPicture = {
    ...{ size: FIELD, capturedAt: 1, sequence: 1, umPerPx: 1, tracked: place, picture },
  };
  const stores = [new GpuCellStore(gpu, await cellPipelines(gpu), 1), new ArrayCellStore(1)] as const;
  for (const store of stores)
    fillCells(store, (column, row) => 0.5 + 0.4 * Math.sin(column * 0.3 + row * 0.2));
  const resources = new GpuResources(gpu);
  const presenter = await GpuPresenter.create(gpu);
  const one = await presenter.capture(
    recordedOnGpu(recorded, resources),
    sceneOfLayers([layerOf(stores[0])], 4),
  );
  const other = new CanvasPresenter().capture(
    recordedOnCanvas(recorded),
    sceneOfLayers([layerOf(stores[1])], 4),
  );
  const [a, b] = [unpackPicture(one), unpackPicture(other)];
  const worst = a.reduce((most, level, i) => Math.max(most, Math.abs(level - (b[i] ?? 0))), 0);
  // Heat is evaluated at every px here and every fourth there.
  expect(worst).toBeLessThanOrEqual(12);
  const mean = a.reduce((sum, level, i) => sum + Math.abs(level - (b[i] ?? 0)), 0) / a.length;
  expect(mean).toBeLessThan(1);
  picture.close();
  presenter.destroy();
  resources.destroy();
  stores[0].destroy();
});
