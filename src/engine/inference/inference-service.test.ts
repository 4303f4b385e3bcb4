import { expect, test, vi } from 'vitest';
import { ReticleError } from '../../domain/errors';
import type { ModelPackage } from '../../domain/model-package';
import type { LoadedModel, SegmentationRuntime } from '../../domain/runtime';
import { StepClock } from '../../domain/testing/step-clock';
import { testManifest } from '../../model/test-model';
import { ArrayCellStore } from '../../slide-map/array-store';
import type { FieldPipeline } from '../field-pipeline';
import { SlideMapKeeper } from '../slide-map-keeper';
import { Timings } from '../timings';
import { DeferredModel } from './deferred-model';
import { InferenceService } from './inference-service';
import type { LoadOutcome, ModelSet } from './models';

const manifest = testManifest('model');
const ready = { manifest, hash: 'h', dispose: () => {} } as unknown as LoadedModel;
const modelBuiltBy = (build: () => Promise<LoadedModel>) =>
  new DeferredModel({ manifest, hash: 'h' }, build, () => {});
const model = modelBuiltBy(async () => ready);
const backend = { name: 'wasm', description: '', threads: 1 } as const;
const runtime = { memory: 'cpu', backend } as SegmentationRuntime;
const pipeline = {
  pin: async () => null,
  tracked: () => null,
  createStore: (classes: number) => new ArrayCellStore(classes),
} as unknown as FieldPipeline;

function service({ visible = true, enabled = (): boolean => true } = {}) {
  const loaded = vi.fn();
  const clock = new StepClock();
  const made = new InferenceService({
    clock,
    map: new SlideMapKeeper({ clock }),
    timings: new Timings(),
    hold: () => () => true,
    enabled,
    objective: () => null,
    visible: () => visible,
    ...{ cellsArrived: () => {}, islandChanged: () => {}, progress: () => {}, failed: () => {} },
    loaded,
  });
  return { service: made, loaded };
}

function modelSet(
  outcome: LoadOutcome | null = { loaded: [model], errors: [] },
  start: ModelSet['start'] = async () => runtime,
) {
  let finish = () => {};
  const dispose = vi.fn();
  const set: ModelSet = {
    backend: null,
    start,
    own: (pack) =>
      new DeferredModel(
        pack,
        async () => ({ ...ready, manifest: pack.manifest }),
        () => {},
      ),
    load: () =>
      new Promise((resolve) => {
        finish = () => resolve(outcome);
      }),
    memoryUse: async () => ({ tensors: 0, gpuBytes: 0 }),
    dispose,
  };
  return { set, dispose, finish: () => finish() };
}

test('models that are loaded run on cells of their own, and are told of', async () => {
  const { service: inference, loaded } = service();
  const { set, finish } = modelSet();
  const loading = inference.load(set, pipeline, ['http://localhost/m/']);
  expect(inference.examination).toBeNull();
  finish();
  await loading;
  expect(inference.active.map(({ model: { manifest } }) => manifest.id)).toEqual(['model']);
  expect(inference.examination).not.toBeNull();
  expect(loaded).toHaveBeenCalledWith([model], null, []);
  inference.close();
  expect(inference.active).toEqual([]);
  expect(inference.loop).toBeNull();
});

test('a load that is overtaken is disposed of, and neither runs nor is told', async () => {
  const { service: inference, loaded } = service();
  const [first, second] = [modelSet(), modelSet()];
  const one = inference.load(first.set, pipeline, []);
  const two = inference.load(second.set, pipeline, []);
  expect(first.dispose).toHaveBeenCalledOnce();
  second.finish();
  first.finish();
  await Promise.all([one, two]);
  expect(inference.models).toBe(second.set);
  expect(loaded).toHaveBeenCalledOnce();
  inference.close();
});

test('without a way to run them the reason is told, and none is there any more', async () => {
  const fault = new ReticleError('backend-missing', 'No way.', 'Update.');
  const { service: inference, loaded } = await loadedWith(
    async () => ready,
    () => true,
    () => Promise.reject(fault),
  );
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledTimes(2));
  expect(loaded.mock.lastCall).toMatchObject([[], null, [{ code: 'backend-missing' }]]);
  expect(inference.active).toEqual([]);
  expect(inference.settled).toBe(true);
  inference.close();
});

test('models that come while the page is hidden do not begin to run', async () => {
  const { service: inference } = service({ visible: false });
  const { set, finish } = modelSet();
  const pin = vi.spyOn(pipeline, 'pin');
  const loading = inference.load(set, pipeline, []);
  finish();
  await loading;
  const before = pin.mock.calls.length;
  for (let turn = 0; turn < 20; turn++) {
    inference.wake(true);
    await null;
  }
  expect(pin.mock.calls.length).toBeLessThanOrEqual(before + 1);
  inference.close();
  pin.mockRestore();
});

async function loadedWith(
  build: () => Promise<LoadedModel>,
  enabled = (): boolean => true,
  start?: ModelSet['start'],
) {
  const made = service({ enabled });
  const { set, finish } = modelSet({ loaded: [modelBuiltBy(build)], errors: [] }, start);
  const loading = made.service.load(set, pipeline, []);
  finish();
  await loading;
  return made;
}

test('a model is built when it is first on, and nothing is said to be examined before', async () => {
  let on = false;
  let built = () => {};
  const build = vi.fn(
    () =>
      new Promise<LoadedModel>((resolve) => {
        built = () => resolve(ready);
      }),
  );
  const { service: inference } = await loadedWith(build, () => on);
  await vi.waitFor(() => expect(inference.settled).toBe(true));
  expect(build).not.toHaveBeenCalled();
  on = true;
  inference.wake(true);
  await vi.waitFor(() => expect(build).toHaveBeenCalledOnce());
  expect(inference.settled).toBe(false);
  built();
  await vi.waitFor(() => expect(inference.settled).toBe(true));
  inference.close();
});

test('a model that cannot be built is taken out, and it is said why', async () => {
  const fault = new ReticleError('model-invalid', 'Its output is no probability.', 'Export it again.');
  const { service: inference, loaded } = await loadedWith(() => Promise.reject(fault));
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledTimes(2));
  expect(loaded.mock.lastCall?.[0]).toEqual([]);
  expect(loaded.mock.lastCall?.[2]).toMatchObject([{ code: 'model-invalid', message: fault.message }]);
  expect(inference.active).toEqual([]);
  inference.close();
});

/** A model that the user brings. */
const ownPack = (id: string, name = id) => {
  const own = { ...testManifest(id), name, schema: 2 as const };
  return {
    manifest: { ...own, network: {} as NonNullable<ModelPackage['manifest']['network']> },
    hash: `hash of ${id}`,
    topology: { format: 'onnx' as const, topology: {}, weightSpecs: [], paths: [], weightBytes: 0 },
    weights: new ArrayBuffer(0),
  } satisfies ModelPackage;
};

test('a model that the user brings comes and goes without the others being loaded anew', async () => {
  const { service: inference, loaded } = service({ enabled: () => false });
  const { set, finish } = modelSet();
  const loading = inference.load(set, pipeline, []);
  // Told before the others are there: it comes with them.
  inference.add(ownPack('own-1'), pipeline);
  finish();
  await loading;
  const ids = () => inference.active.map(({ model: { manifest } }) => manifest.id);
  expect(ids()).toEqual(['model', 'own-1']);
  inference.add(ownPack('own-2'), pipeline);
  expect(ids()).toEqual(['model', 'own-1', 'own-2']);
  // The same again changes nothing; another name does.
  const before = inference.active;
  inference.add(ownPack('own-2'), pipeline);
  expect(inference.active).toBe(before);
  inference.add(ownPack('own-2', 'Renamed'), pipeline);
  expect(inference.active.at(-1)?.model.manifest.name).toBe('Renamed');
  inference.remove('own-1', pipeline);
  expect(ids()).toEqual(['model', 'own-2']);
  expect(loaded).toHaveBeenCalledTimes(4);
  inference.remove('model', pipeline);
  expect(ids()).toEqual(['model', 'own-2']);
  inference.close();
});

test('models that the user brought are there again after the graphics device was lost', async () => {
  const { service: inference } = service({ enabled: () => false });
  const first = modelSet();
  const loading = inference.load(first.set, pipeline, []);
  first.finish();
  await loading;
  inference.add(ownPack('own-1'), pipeline);
  inference.close();
  const second = modelSet();
  const again = inference.load(second.set, pipeline, []);
  second.finish();
  await again;
  expect(inference.active.map(({ model: { manifest } }) => manifest.id)).toEqual(['model', 'own-1']);
  inference.close();
});
