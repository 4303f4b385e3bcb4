import { expect, test, vi } from 'vitest';
import type { FetchedModel, SegmentationRuntime } from '../../domain/runtime';
import type { chooseRuntime } from '../../model/choose-runtime';
import { Models } from './models';

const URLS = ['http://localhost/models/a/', 'http://localhost/models/b/'];
const backend = { name: 'wasm', description: '', threads: 1 } as const;

function machine(fetch: (url: string) => Promise<FetchedModel>) {
  const dispose = vi.fn();
  const runtime = {
    ...{ backend, memory: 'cpu', fetch, dispose },
    memoryUse: async () => ({ tensors: 3, bytes: 100 }),
  } as unknown as SegmentationRuntime;
  return { runtime, dispose };
}
const modelOf = (hash: string) => ({ hash, build: vi.fn() }) as unknown as FetchedModel;
const choosing =
  (runtime: Promise<SegmentationRuntime>): typeof chooseRuntime =>
  () =>
    runtime;

test('a broken model does not keep the others from working, and is told of by its place', async () => {
  const { runtime } = machine((url) =>
    url.endsWith('/a/') ? Promise.reject(new Error('x')) : Promise.resolve(modelOf('b')),
  );
  const told: number[] = [];
  const models = new Models(null, {}, choosing(Promise.resolve(runtime)));
  const outcome = await models.load(URLS, (fraction) => told.push(fraction));
  expect(outcome?.loaded.map(({ hash }) => hash)).toEqual(['b']);
  expect(outcome?.errors).toMatchObject([{ code: 'model-failed' }]);
  expect(outcome?.errors[0]?.message).toContain('/models/a/');
  expect(told.at(-1)).toBe(1);
});

test('where nothing can run them, that is an outcome and no failure', async () => {
  const models = new Models(null, {}, choosing(Promise.reject(new Error('no WebAssembly'))));
  expect(await models.load(URLS, () => {})).toMatchObject({ runtime: null, loaded: [], errors: [{}] });
  expect(models.backend).toBeNull();
});

test('disposed of while a runtime is chosen or a model loads: nothing is kept, nothing told', async () => {
  const { runtime, dispose } = machine(async () => modelOf('a'));
  let found = (_: SegmentationRuntime) => {};
  const chosen = new Promise<SegmentationRuntime>((resolve) => {
    found = resolve;
  });
  const early = new Models(null, {}, choosing(chosen));
  const progress = vi.fn();
  const loading = early.load(URLS, progress);
  early.dispose();
  progress.mockClear();
  found(runtime);
  expect(await loading).toBeNull();
  expect(dispose).toHaveBeenCalledOnce();
  expect(progress).not.toHaveBeenCalled();

  const late = modelOf('a');
  let arrived = (_: FetchedModel) => {};
  const slow = machine(
    () =>
      new Promise((resolve) => {
        arrived = resolve;
      }),
  );
  const models = new Models(null, {}, choosing(Promise.resolve(slow.runtime)));
  const loadingLate = models.load(URLS, () => {});
  await vi.waitFor(() => expect(models.backend).not.toBeNull());
  models.dispose();
  arrived(late);
  expect(await loadingLate).toBeNull();
  expect(late.build).not.toHaveBeenCalled();
});

test('tensors of WebAssembly are no GPU memory', async () => {
  const { runtime } = machine(async () => modelOf('a'));
  const models = new Models(null, {}, choosing(Promise.resolve(runtime)));
  await models.load([], () => {});
  expect(await models.memoryUse()).toEqual({ tensors: 3, gpuBytes: 0 });
});
