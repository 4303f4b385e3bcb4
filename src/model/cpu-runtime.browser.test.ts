import { afterAll, afterEach, expect, test } from 'vitest';
import type { LoadedModel } from '../domain/runtime';
import { type CpuRuntime, createCpuRuntime } from './cpu-runtime';
import { loadModel } from './load-model';
import {
  cut,
  distance,
  encode,
  modelFiles,
  reference,
  seal,
  serveFiles,
  testField,
  testNetwork,
} from './test-model';

const BASE = 'http://model.test/';
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

async function started(options: Partial<ConstructorParameters<typeof CpuRuntime>[0]> = {}) {
  const runtime = await createCpuRuntime({ backend: 'wasm', ...options });
  cleanups.push(() => runtime.dispose());
  return runtime;
}

let shared: Promise<CpuRuntime> | null = null;
afterAll(async () => (await shared)?.dispose());

/** One runtime for all tests that leave it as they found it: starting one takes seconds. */
const sharedRuntime = () => {
  shared ??= createCpuRuntime({ backend: 'wasm' });
  return shared;
};

async function load(runtime: CpuRuntime, network = testNetwork(1)): Promise<LoadedModel> {
  const base = `${BASE}${network.manifest.id}/`;
  const stop = serveFiles(base, await modelFiles(network));
  try {
    const model = await loadModel(runtime, base);
    cleanups.push(() => model.dispose());
    return model;
  } finally {
    stop();
  }
}

async function infer(model: LoadedModel, data: Float32Array, size: number, count = 1): Promise<Float32Array> {
  // A copy, as the runtime gives the array away to its worker.
  const output = await model.infer({ kind: 'cpu', data: new Float32Array(data), count, size });
  if (output.kind !== 'cpu') throw new Error('expected values in memory');
  return output.data;
}

test.each([
  ['wasm', 1],
  ['wasm', 3],
  ['webgl', 1],
] as const)('%s with %i workers gives the values of the definition', async (backend, threads) => {
  const runtime = await started({ backend, threads });
  expect(runtime.backend.threads).toBe(threads);
  const network = testNetwork(5, 2);
  const model = await load(runtime, network);
  const field = testField(9, 48);
  expect(distance(await infer(model, field, 48), reference(network, field, 48))).toBeLessThan(1e-4);
});

test('pieces of every size equal the whole field', async () => {
  const runtime = await sharedRuntime();
  const network = testNetwork(2);
  const { margin, stride } = network.manifest;
  const model = await load(runtime, network);
  const size = 2 * margin + 40 * stride;
  const field = testField(3, size);
  const whole = await infer(model, field, size);
  for (const [column, row, cells] of [
    [0, 0, 10],
    [30, 0, 10],
    [7, 13, 10],
    [39, 39, 1],
    [3, 20, 5],
  ] as const) {
    const side = 2 * margin + cells * stride;
    const piece = await infer(model, cut(field, size, column * stride, row * stride, side), side);
    const there = Array.from(
      piece,
      (_, i) => whole[(row + Math.floor(i / cells)) * 40 + column + (i % cells)] ?? Number.NaN,
    );
    expect(distance(piece, there)).toBeLessThan(1e-4);
  }
});

test.each([1, 2, 3])('a batch shared among %i workers gives what its tiles give alone', async (threads) => {
  const model = await load(await started({ threads }));
  const tiles = [11, 12, 13, 14, 15].map((seed) => testField(seed, 48));
  const batch = new Float32Array(tiles.flatMap((tile) => [...tile]));
  const together = await infer(model, batch, 48, 5);
  const alone = await Promise.all(tiles.map((tile) => infer(model, tile, 48)));
  expect(
    distance(
      together,
      alone.flatMap((values) => [...values]),
    ),
  ).toBeLessThan(1e-5);
});

test('two models share a runtime, asked at the same time', async () => {
  const runtime = await sharedRuntime();
  const networks = [testNetwork(21), testNetwork(22, 3)] as const;
  const [first, second] = [await load(runtime, networks[0]), await load(runtime, networks[1])];
  const field = testField(4, 48);
  const [a, b] = await Promise.all([infer(first, field, 48), infer(second, field, 48)]);
  expect(distance(a, reference(networks[0], field, 48))).toBeLessThan(1e-4);
  expect(distance(b, reference(networks[1], field, 48))).toBeLessThan(1e-4);
  expect(first.hash).not.toBe(second.hash);
});

test('500 inferences leave no tensor behind, and disposing leaves none at all', async () => {
  const runtime = await sharedRuntime();
  const empty = await runtime.memoryUse();
  const model = await load(runtime);
  const field = testField(4, 48);
  await infer(model, field, 48);
  const before = await runtime.memoryUse();
  expect(before.tensors).toBeGreaterThan(empty.tensors);
  for (let i = 0; i < 500; i++) await infer(model, field, 48);
  expect(await runtime.memoryUse()).toEqual(before);
  model.dispose();
  expect((await runtime.memoryUse()).tensors).toBe(empty.tensors);
});

test('a crash fails what is under way, and the next call works again with the same models', async () => {
  const runtime = await started({ slowMs: 200 });
  const network = testNetwork(6);
  const model = await load(runtime, network);
  const field = testField(8, 48);
  await runtime.crash();
  await expect(infer(model, field, 48)).rejects.toMatchObject({ code: 'worker-crashed' });
  expect(distance(await infer(model, field, 48), reference(network, field, 48))).toBeLessThan(1e-4);
});

test('a lost WebGL context fails the inference instead of giving zeros, and the next one works', async () => {
  const runtime = await started({ backend: 'webgl', slowMs: 200 });
  const network = testNetwork(6);
  const model = await load(runtime, network);
  const field = testField(8, 48);
  await runtime.crash('lose-context');
  await expect(infer(model, field, 48)).rejects.toMatchObject({ code: 'worker-crashed' });
  expect(distance(await infer(model, field, 48), reference(network, field, 48))).toBeLessThan(1e-4);
});

test('how much memory is used is told while an inference is under way', async () => {
  const runtime = await started({ slowMs: 60_000 });
  const model = await load(runtime);
  const before = await runtime.memoryUse();
  let ended = false;
  void infer(model, testField(1, 48), 48).then(
    () => {
      ended = true;
    },
    () => {},
  );
  expect(await runtime.memoryUse()).toEqual(before);
  expect(ended).toBe(false);
  runtime.dispose();
});

test('slowMs delays an inference and nothing else', async () => {
  const runtime = await started({ slowMs: 300 });
  const model = await load(runtime);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 20);
  await infer(model, testField(1, 48), 48);
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(3);
});

test('a network that does not give probabilities is refused at load, and leaves nothing behind', async () => {
  const runtime = await sharedRuntime();
  const network = testNetwork(7);
  network.layers[3]?.bias.fill(5);
  const files = await modelFiles(network);
  const topology = JSON.parse(new TextDecoder().decode(files.get('model.json')));
  topology.modelTopology.model_config.config.layers[4].config.activation = 'linear';
  files.set('model.json', encode(topology));
  await seal(files, network.manifest);
  cleanups.push(serveFiles(BASE, files));
  const { tensors } = await runtime.memoryUse();
  await expect(loadModel(runtime, BASE)).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(/Test model test-7" gives .* which is not a probability/),
  });
  expect((await runtime.memoryUse()).tensors).toBe(tensors);
});

test('an output that is not finite fails the inference, by name', async () => {
  const model = await load(await sharedRuntime());
  const field = testField(1, 48);
  field[1000] = Number.POSITIVE_INFINITY;
  field[1001] = Number.NEGATIVE_INFINITY;
  field.fill(Number.NaN, 3000, 3100);
  await expect(infer(model, field, 48)).rejects.toMatchObject({
    code: 'model-failed',
    message: expect.stringContaining('instead of a probability'),
  });
});

test('a network that does not fit its topology is refused', async () => {
  const runtime = await sharedRuntime();
  const network = testNetwork(8);
  const files = await modelFiles(network);
  const topology = JSON.parse(new TextDecoder().decode(files.get('model.json')));
  topology.modelTopology.model_config.config.layers[2].config.filters = 13;
  files.set('model.json', encode(topology));
  await seal(files, network.manifest);
  cleanups.push(serveFiles(BASE, files));
  await expect(loadModel(runtime, BASE)).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringContaining('could not be built'),
  });
});

test('what was disposed says so', async () => {
  const runtime = await started();
  const model = await load(runtime);
  model.dispose();
  await expect(infer(model, testField(1, 48), 48)).rejects.toMatchObject({ code: 'model-failed' });
  runtime.dispose();
  await expect(runtime.memoryUse()).rejects.toMatchObject({ code: 'model-failed' });
});

test('progress rises to 1 with words', async () => {
  const runtime = await sharedRuntime();
  const network = testNetwork(1);
  cleanups.push(serveFiles(BASE, await modelFiles(network)));
  const seen: [number, string][] = [];
  const model = await loadModel(runtime, BASE, 1, (fraction, stage) => seen.push([fraction, stage]));
  cleanups.push(() => model.dispose());
  const fractions = seen.map(([fraction]) => fraction);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
  expect(seen.some(([, stage]) => stage.startsWith('Warming up Test model'))).toBe(true);
});
