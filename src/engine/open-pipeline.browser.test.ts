import { expect, test } from 'vitest';
import { SlideMemory } from '../tracking/slide-memory';
import { openPipeline } from './open-pipeline';

const canvas = () => new OffscreenCanvas(64, 48);

test('a software adapter is left aside for Canvas 2D unless WebGPU is asked for', async () => {
  const usual = await openPipeline(canvas(), {}, new SlideMemory());
  if (usual.kind !== 'open') throw new Error('not opened');
  expect(usual).toMatchObject({ gpu: null, notice: null, lost: null });
  expect(usual.pipeline.drawing).toBe('canvas-2d');
  expect(usual.pipeline.adapter).toContain('software');
  const asked = await openPipeline(canvas(), { drawing: 'webgpu' }, new SlideMemory());
  if (asked.kind !== 'open') throw new Error('not opened');
  expect(asked.pipeline.drawing).toBe('webgpu');
  asked.loseDevice?.();
  expect(await asked.lost).toBeTruthy();
  for (const { pipeline } of [usual, asked]) pipeline.destroy();
});

test('a canvas that was drawn to by WebGPU is told to be unusable for Canvas 2D, with what to do', async () => {
  const tied = canvas();
  tied.getContext('webgpu');
  const opened = await openPipeline(tied, { drawing: 'canvas-2d' }, new SlideMemory());
  expect(opened).toMatchObject({ kind: 'unusable', error: { code: 'webgpu-lost' } });
});

test('a canvas that WebGPU cannot have is drawn to by Canvas 2D, and why is told', async () => {
  const flat = canvas();
  flat.getContext('2d', { alpha: false, willReadFrequently: true });
  const opened = await openPipeline(flat, { drawing: 'webgpu' }, new SlideMemory());
  if (opened.kind !== 'open') throw new Error('not opened');
  expect(opened.pipeline.drawing).toBe('canvas-2d');
  expect(opened.notice).toMatchObject({ code: 'webgpu-missing' });
  opened.pipeline.destroy();
});
