import { expect, test, vi } from 'vitest';
import type { LoadedModel, Progress } from '../../domain/runtime';
import { testManifest } from '../../model/test-model';
import { DeferredModel } from './deferred-model';

const manifest = testManifest('model');
const input = { kind: 'cpu', data: new Float32Array(3), count: 1, size: 1 } as const;
const output = { kind: 'cpu', data: new Float32Array(1), count: 1 } as const;

function built() {
  const dispose = vi.fn();
  const model: LoadedModel = { manifest, hash: 'h', infer: async () => output, dispose };
  return { model, dispose };
}

test('is built once, by the first that needs it', async () => {
  const build = vi.fn(async (tell: Progress) => {
    tell(0.5, 'Warming up');
    return built().model;
  });
  const told: number[] = [];
  const model = new DeferredModel({ manifest, hash: 'h' }, build, (fraction) => told.push(fraction));
  expect(model.built).toBe(false);
  expect(await Promise.all([model.infer(input), model.infer(input), model.build()])).toEqual([
    output,
    output,
    undefined,
  ]);
  expect(build).toHaveBeenCalledOnce();
  expect(model.built).toBe(true);
  expect(told).toEqual([0.5, 1]);
});

test('what failed is tried again, and the progress is over meanwhile', async () => {
  const build = vi.fn().mockRejectedValueOnce(new Error('lost')).mockResolvedValueOnce(built().model);
  const told: number[] = [];
  const model = new DeferredModel({ manifest, hash: 'h' }, build, (fraction) => told.push(fraction));
  await expect(model.build()).rejects.toThrow('lost');
  expect(told).toEqual([1]);
  await model.build();
  expect(model.built).toBe(true);
});

test('disposed of while it is built: nothing stays, nothing is told', async () => {
  const { model: made, dispose } = built();
  let finish = () => {};
  const build = () =>
    new Promise<LoadedModel>((resolve) => {
      finish = () => resolve(made);
    });
  const progress = vi.fn();
  const model = new DeferredModel({ manifest, hash: 'h' }, build, progress);
  const building = model.build();
  model.dispose();
  finish();
  await building;
  expect(dispose).toHaveBeenCalledOnce();
  expect(progress).not.toHaveBeenCalled();
});
