import { expect, test, vi } from 'vitest';
import type { ModelPackage } from '../../domain/model-package';
import type { SegmentationRuntime } from '../../domain/runtime';
import type { chooseRuntime } from '../../model/choose-runtime';
import { Models } from './models';

const URLS = ['http://localhost/models/a/', 'http://localhost/models/b/'];
const backend = { name: 'wasm', description: '', threads: 1 } as const;

function machine() {
  const dispose = vi.fn();
  const runtime = {
    ...{ backend, memory: 'cpu', dispose, build: vi.fn() },
    memoryUse: async () => ({ tensors: 3, bytes: 100 }),
  } as unknown as SegmentationRuntime;
  return { runtime, dispose };
}
const packOf = (hash: string) => ({ hash }) as unknown as ModelPackage;
const choosing = (runtime: SegmentationRuntime) => vi.fn<typeof chooseRuntime>(async () => runtime);

test('a broken model does not keep the others from working, and is told of by its place', async () => {
  const choose = choosing(machine().runtime);
  const told: number[] = [];
  const models = new Models(null, {}, choose, (url) =>
    url.endsWith('/a/') ? Promise.reject(new Error('x')) : Promise.resolve(packOf('b')),
  );
  const outcome = await models.load(URLS, (fraction) => told.push(fraction));
  expect(outcome?.loaded.map(({ hash }) => hash)).toEqual(['b']);
  expect(outcome?.errors).toMatchObject([{ code: 'model-failed' }]);
  expect(outcome?.errors[0]?.message).toContain('/models/a/');
  expect(told.at(-1)).toBe(1);
  expect(choose).not.toHaveBeenCalled();
  expect(models.backend).toBeNull();
});

test('what they run on is chosen once, when it is first needed', async () => {
  const { runtime } = machine();
  const choose = choosing(runtime);
  const models = new Models(null, {}, choose, async () => packOf('a'));
  const outcome = await models.load(URLS, () => {});
  expect(await Promise.all([models.start(() => {}), models.start(() => {})])).toEqual([runtime, runtime]);
  await outcome?.loaded[0]?.build();
  expect(runtime.build).toHaveBeenCalledOnce();
  expect(choose).toHaveBeenCalledOnce();
  expect(models.backend).toBe(backend);
});

test('where nothing can run them, that is said, and asked again the next time', async () => {
  const choose = choosing(machine().runtime).mockRejectedValueOnce(new Error('no WebAssembly'));
  const models = new Models(null, {}, choose);
  await expect(models.start(() => {})).rejects.toThrow('no WebAssembly');
  expect(models.backend).toBeNull();
  await models.start(() => {});
  expect(models.backend).toBe(backend);
});

test('disposed of while it fetches or chooses: nothing is kept, nothing told', async () => {
  const { runtime, dispose } = machine();
  const arrivals: (() => void)[] = [];
  const later = <Value>(value: Value) =>
    new Promise<Value>((resolve) => {
      arrivals.push(() => resolve(value));
    });
  const models = new Models(
    null,
    {},
    () => later(runtime),
    () => later(packOf('a')),
  );
  const progress = vi.fn();
  const loading = models.load(URLS, progress);
  const starting = models.start(progress);
  models.dispose();
  progress.mockClear();
  for (const arrive of arrivals) arrive();
  expect(await loading).toBeNull();
  await starting;
  expect(dispose).toHaveBeenCalledOnce();
  expect(models.backend).toBeNull();
  expect(progress).not.toHaveBeenCalled();
});

test('tensors of WebAssembly are no GPU memory', async () => {
  const models = new Models(null, {}, choosing(machine().runtime));
  expect(await models.memoryUse()).toEqual({ tensors: 0, gpuBytes: 0 });
  await models.start(() => {});
  expect(await models.memoryUse()).toEqual({ tensors: 3, gpuBytes: 0 });
});
