import { expect, test } from 'vitest';
import { PLAIN_MOUNTING } from '../domain/frame';
import { connect } from '../rpc/connect';
import { createEngineClient } from './client';
import type { EncodeCalls } from './encode-calls';
import type { EngineEvent } from './port';
import type { RecordCalls } from './replay/record-calls';
import { settingsAt } from './testing/held-engine';

const SIZE = { width: 320, height: 200 };

test('the engine in its worker: opens a canvas, answers requests, and is gone when it is closed', async () => {
  const engine = createEngineClient();
  const events: EngineEvent[] = [];
  engine.on((event) => events.push(event));
  const canvas = document.createElement('canvas').transferControlToOffscreen();
  const start = { models: [], settings: settingsAt(1), options: { drawing: 'canvas-2d' } } as const;
  engine.send({ kind: 'start', canvas, ...start }, [canvas]);
  await expect.poll(() => events.map(({ kind }) => kind), { timeout: 60_000 }).toContain('ready');
  expect(events.find(({ kind }) => kind === 'ready')).toMatchObject({ drawing: 'canvas-2d', anew: true });
  const diagnostics = await engine.diagnostics();
  expect(diagnostics).toMatchObject({ displayedFrames: 0, drawing: 'canvas-2d', models: [] });
  expect(await engine.framePixels()).toBeNull();
  await expect(engine.snapshot([])).rejects.toMatchObject({ code: 'snapshot-failed' });
  engine.close();
  expect(await engine.slideMap()).toBeNull();
});

test('the picture encoder in its worker: two PNG of the very px, and a thumbnail', async () => {
  const worker = new Worker(new URL('./encode-worker.ts', import.meta.url), { type: 'module' });
  const encoder = connect<EncodeCalls>(worker, { name: 'picture encoder' });
  const raw = (level: number) => ({
    ...{ ...SIZE, stride: SIZE.width * 4, order: 'rgba' as const },
    data: new Uint8Array(SIZE.width * SIZE.height * 4).map((_, at) => (at % 4 === 3 ? 255 : level)).buffer,
  });
  const provenance = { software: 'test', capturedAt: 0, source: 'test', calibration: null, models: [] };
  const job = { bare: raw(40), overlay: raw(90), umPerPx: null, caption: [], provenance };
  const made = await encoder.call('encode', job, { transfer: [job.bare.data, job.overlay.data] });
  expect(await px(made.frame)).toEqual({ ...SIZE, first: [40, 40, 40, 255] });
  expect((await px(made.overlay)).first).toEqual([90, 90, 90, 255]);
  expect(made.thumbnail.type).toBe('image/jpeg');
  expect(await px(made.thumbnail)).toMatchObject({ width: 240, height: 150 });
  encoder.close();
});

test('the recorder in its worker: a frame as JPEG, and a clear refusal of one that is none', async () => {
  const worker = new Worker(new URL('./replay/record-worker.ts', import.meta.url), { type: 'module' });
  const recorder = connect<RecordCalls>(worker, { name: 'recorder' });
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = 'rgb(200 120 180)';
  context.fillRect(0, 0, SIZE.width, SIZE.height);
  const image = new VideoFrame(canvas, { timestamp: 0 });
  const request = { image, mounting: PLAIN_MOUNTING, flatField: null };
  const recorded = await recorder.call('record', request, { transfer: [image] });
  expect(recorded).toMatchObject(SIZE);
  const { first } = await px(recorded.picture);
  [200, 120, 180].forEach((level, channel) => {
    expect(Math.abs((first[channel] ?? 0) - level)).toBeLessThan(6);
  });
  const closed = { ...request, image: null } as never;
  await expect(recorder.call('record', closed)).rejects.toMatchObject({ code: 'replay-failed' });
  recorder.close();
});

async function px(picture: Blob) {
  const bitmap = await createImageBitmap(picture);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return { width, height, first: [...context.getImageData(0, 0, 1, 1).data] };
}
