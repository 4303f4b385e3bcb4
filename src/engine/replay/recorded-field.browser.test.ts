import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CELL_NOT_ASSESSED } from '../../domain/overlay';
import type { TrackedField } from '../../domain/tracking';
import { openGpu } from '../../gpu/device';
import { unpackPicture } from '../../gpu/readback';
import { testManifest } from '../../model/test-model';
import { SlideMemory } from '../../tracking/slide-memory';
import { CanvasPipeline } from '../canvas-pipeline';
import type { PictureEncoder } from '../encode-client';
import { FIELD, fillCells } from '../field/test-field';
import type { FieldPipeline } from '../field-pipeline';
import { GpuPipeline } from '../gpu-pipeline';
import type { ActiveModel } from '../inference/active-model';
import { activeModel, settingsFor } from '../test-models';
import { captureRecorded } from './recorded-field';
import type { RecordedFrame } from './recorder';

let pipelines: Readonly<Record<'webgpu' | 'canvas-2d', FieldPipeline>>;
beforeAll(async () => {
  vi.stubGlobal('__VERSION__', '0.0.0');
  const canvas = () => new OffscreenCanvas(64, 64);
  pipelines = {
    webgpu: await GpuPipeline.create(await openGpu(), canvas(), new SlideMemory()),
    'canvas-2d': new CanvasPipeline(canvas(), new SlideMemory()),
  };
});
afterAll(() => {
  vi.unstubAllGlobals();
  for (const pipeline of Object.values(pipelines)) pipeline.destroy();
});

type EncodeJob = Parameters<PictureEncoder['encode']>[0];

const manifest = { ...testManifest('model'), cellUm: 8, umPerPxRange: [0.8, 1.3] as [number, number] };
/** A loaded model whose map is positive everywhere about the origin. */
function activeOn(pipeline: FieldPipeline): ActiveModel {
  const entry = activeModel(manifest, pipeline.createStore(1));
  entry.cells.follow({ column: 0, row: 0 });
  fillCells(entry.store, () => 0.9);
  return entry;
}

/** Of stained tissue: heat is drawn on nothing else. */
const TISSUE = { red: 190, green: 110, blue: 170 };
/** How much greener and less blue than bare tissue, 0..255. */
const greener = ([, green = 0, blue = 0]: readonly number[]) => green - TISSUE.green + TISSUE.blue - blue;

async function recorded(
  change: Partial<RecordedFrame> = {},
  objective: number | null = 10,
): Promise<RecordedFrame> {
  const canvas = new OffscreenCanvas(FIELD.width, FIELD.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = `rgb(${TISSUE.red} ${TISSUE.green} ${TISSUE.blue})`;
  context.fillRect(0, 0, FIELD.width, FIELD.height);
  const picture = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
  const umPerPx = change.umPerPx ?? 1;
  const tracked: TrackedField = {
    ...{ centre: { x: 0, y: 0 }, umPerPx, confidence: 1, island: 2, shiftPx: { x: 0, y: 0 } },
  };
  const facts = { size: FIELD, umPerPx, objective, known: true, capturedAt: 5000 };
  return {
    ...{ id: 3, bytes: picture.size, capturedAt: 5000, picture, ...FIELD, umPerPx, tracked, facts },
    ...{ calibration: null, source: 'test', slide: null, scaleInDoubt: false },
    ...change,
  };
}

/** Takes the frame; what would be encoded, and the maps. */
async function taken(drawing: 'webgpu' | 'canvas-2d', frame: RecordedFrame, active?: ActiveModel) {
  const pipeline = pipelines[drawing];
  const jobs: EncodeJob[] = [];
  const blob = new Blob();
  const encoder = {
    encode: async (job: EncodeJob) => {
      jobs.push(job);
      return { frame: blob, overlay: blob, thumbnail: blob };
    },
  };
  const models = [active ?? activeOn(pipeline)];
  const moment = { pipeline, active: models, settings: settingsFor(models), island: 2 };
  const { facts, parts } = await captureRecorded(frame, moment, [], encoder);
  const [job] = jobs;
  if (!job) throw new Error('nothing was encoded');
  const overlay = unpackPicture(job.overlay);
  const at = (FIELD.height / 2) * FIELD.width * 4 + (FIELD.width / 2) * 4;
  return { facts, values: parts.maps.get('model'), middle: [...overlay.subarray(at, at + 3)], overlay, job };
}

test.each(['webgpu', 'canvas-2d'] as const)('%s takes a recorded frame with its overlay', async (drawing) => {
  const { facts, values, middle, job } = await taken(drawing, await recorded());
  expect(facts).toMatchObject({ fromReplay: true, stage: { x: 0, y: 0, island: 2 } });
  expect(values?.every((value) => Math.abs(value - 0.9) < 1e-6)).toBe(true);
  // Viridis at 0.9 is a yellow green.
  expect(greener(middle)).toBeGreaterThan(50);
  const bare = unpackPicture(job.bare);
  expect(Math.abs((bare[0] ?? 0) - TISSUE.red)).toBeLessThanOrEqual(2);
});

test.each(['webgpu', 'canvas-2d'] as const)(
  '%s: what the objective cannot resolve is not assessed, in the picture as in the map',
  async (drawing) => {
    // Small px behind a 4x: they are as fine as the model wants them, but the lens is not.
    const refused = await taken(drawing, await recorded({ umPerPx: 1.2 }, 4));
    expect(refused.values?.every((value) => value === CELL_NOT_ASSESSED)).toBe(true);
    const nowhere = await taken(drawing, await recorded({ tracked: null }));
    expect(refused.overlay).toEqual(nowhere.overlay);
    const allowed = await taken(drawing, await recorded({ umPerPx: 1.2 }, 10));
    expect(allowed.overlay).not.toEqual(nowhere.overlay);
  },
);

test.each(['webgpu', 'canvas-2d'] as const)(
  '%s: cells that the window has left are unknown, also while it moves on during the capture',
  async (drawing) => {
    const active = activeOn(pipelines[drawing]);
    const frame = await recorded();
    const taking = taken(drawing, frame, active);
    active.cells.clear();
    const there = await taking;
    expect(greener(there.middle)).toBeGreaterThan(50);
    active.cells.follow({ column: 4000, row: 0 });
    fillCells(active.store, () => 0.9);
    const { middle, values } = await taken(drawing, frame, active);
    expect(values?.every((value) => value === -1)).toBe(true);
    expect(Math.abs(greener(middle))).toBeLessThan(30);
  },
);

test('a picture that cannot be read is told of in words, and nothing fails unheard', async () => {
  // A rejection that nobody hears fails the whole run.
  const frame = await recorded({ picture: new Blob(['not a picture'], { type: 'image/jpeg' }) });
  const active = activeOn(pipelines['canvas-2d']);
  const broken = { ...active, store: { ...active.store, read: () => Promise.reject(new Error('lost')) } };
  await expect(taken('canvas-2d', frame)).rejects.toMatchObject({ code: 'snapshot-failed' });
  await expect(taken('canvas-2d', await recorded(), broken)).rejects.toThrow('lost');
});
