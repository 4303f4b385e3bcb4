import { afterEach, expect, test } from 'vitest';
import type { LoadedModel } from '../domain/runtime';
import { type Gpu, openGpu } from '../gpu/device';
import { readBuffer } from '../gpu/readback';
import { createGpuRuntime, type GpuRuntime, type GpuRuntimeOptions } from './gpu-runtime';
import { loadModel } from './load-model';
import { cut, distance, modelFiles, reference, serveFiles, testField, testNetwork } from './test-model';

const BASE = 'http://model.test/';
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

async function started(options: GpuRuntimeOptions = {}) {
  const gpu = await openGpu();
  cleanups.push(() => gpu.destroy());
  const runtime = await createGpuRuntime(gpu, options);
  cleanups.push(() => runtime.dispose());
  return { gpu, runtime };
}

async function load(runtime: GpuRuntime, network = testNetwork(1)): Promise<LoadedModel> {
  const base = `${BASE}${network.manifest.id}/`;
  const stop = serveFiles(base, await modelFiles(network));
  try {
    return await loadModel(runtime, base);
  } finally {
    stop();
  }
}

function tileBuffer(gpu: Gpu, bytes: number): GPUBuffer {
  return gpu.device.createBuffer({
    size: bytes,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
}

/** Runs tiles that our own buffer holds, and reads the output back. */
async function infer(
  { gpu, model, buffer }: { gpu: Gpu; model: LoadedModel; buffer: GPUBuffer },
  data: Float32Array<ArrayBuffer>,
  size: number,
  count = 1,
): Promise<Float32Array> {
  gpu.device.queue.writeBuffer(buffer, 0, data);
  const output = await model.infer({ kind: 'gpu', buffer, count, size });
  if (output.kind !== 'gpu') throw new Error('expected a GPU buffer');
  const { margin, stride, classes } = model.manifest;
  const cells = (size - 2 * margin) / stride;
  const values = await readBuffer(gpu.device, output.buffer, count * cells * cells * classes.length * 4);
  output.dispose();
  return new Float32Array(values);
}

test('reads and writes buffers of the shared device, and never values of before', async () => {
  const { gpu, runtime } = await started();
  const network = testNetwork(5, 2);
  const model = await load(runtime, network);
  const buffer = tileBuffer(gpu, 48 * 48 * 3 * 4);
  for (const seed of [9, 10, 11]) {
    const field = testField(seed, 48);
    const values = await infer({ gpu, model, buffer }, field, 48);
    expect(distance(values, reference(network, field, 48))).toBeLessThan(1e-4);
  }
});

test('takes batches and sizes from a buffer that is larger than they are', async () => {
  const { gpu, runtime } = await started();
  const network = testNetwork(6);
  const model = await load(runtime, network);
  const buffer = tileBuffer(gpu, 4 * 48 * 48 * 3 * 4);
  const tiles = [1, 2, 3].map((seed) => testField(seed, 40));
  const values = await infer(
    { gpu, model, buffer },
    new Float32Array(tiles.flatMap((tile) => [...tile])),
    40,
    3,
  );
  const expected = tiles.flatMap((tile) => [...reference(network, tile, 40)]);
  expect(distance(values, expected)).toBeLessThan(1e-4);
});

test('pieces equal the whole field', async () => {
  const { gpu, runtime } = await started();
  const network = testNetwork(2);
  const { margin, stride } = network.manifest;
  const model = await load(runtime, network);
  const size = 2 * margin + 20 * stride;
  const buffer = tileBuffer(gpu, size * size * 3 * 4);
  const field = testField(3, size);
  const whole = await infer({ gpu, model, buffer }, field, size);
  for (const [column, row, cells] of [
    [0, 0, 10],
    [10, 3, 10],
    [19, 19, 1],
  ] as const) {
    const side = 2 * margin + cells * stride;
    const piece = await infer(
      { gpu, model, buffer },
      cut(field, size, column * stride, row * stride, side),
      side,
    );
    const there = Array.from(
      piece,
      (_, i) => whole[(row + Math.floor(i / cells)) * 20 + column + (i % cells)] ?? Number.NaN,
    );
    expect(distance(piece, there)).toBeLessThan(1e-4);
  }
});

test('a hundred inferences leave no tensor and no byte behind', async () => {
  const { gpu, runtime } = await started();
  const empty = await runtime.memoryUse();
  const model = await load(runtime);
  const size = 16;
  const buffer = tileBuffer(gpu, size * size * 3 * 4);
  const field = testField(4, size);
  for (let i = 0; i < 3; i++) await infer({ gpu, model, buffer }, field, size);
  const before = await runtime.memoryUse();
  for (let i = 0; i < 100; i++) {
    const output = await model.infer({ kind: 'gpu', buffer, count: 1, size });
    if (output.kind === 'gpu') output.dispose();
  }
  expect(await runtime.memoryUse()).toEqual(before);
  model.dispose();
  expect((await runtime.memoryUse()).tensors).toBe(empty.tensors);
});

test('two models share the device, asked at the same time', async () => {
  const { gpu, runtime } = await started();
  const networks = [testNetwork(21), testNetwork(22, 3)] as const;
  const models = [await load(runtime, networks[0]), await load(runtime, networks[1])] as const;
  const fields = [testField(1, 48), testField(2, 48)] as const;
  const results = await Promise.all(
    ([0, 1] as const).map((i) =>
      infer({ gpu, model: models[i], buffer: tileBuffer(gpu, 48 * 48 * 12) }, fields[i], 48),
    ),
  );
  for (const i of [0, 1] as const)
    expect(distance(results[i] ?? [], reference(networks[i], fields[i], 48))).toBeLessThan(1e-4);
});

test('after the device is lost, says so, and works again on a new one', async () => {
  const { gpu, runtime } = await started();
  const network = testNetwork(3);
  const model = await load(runtime, network);
  const buffer = tileBuffer(gpu, 48 * 48 * 12);
  gpu.device.destroy();
  await gpu.device.lost;
  await expect(model.infer({ kind: 'gpu', buffer, count: 1, size: 48 })).rejects.toMatchObject({
    code: 'webgpu-lost',
  });
  runtime.dispose();
  const again = await started();
  const model2 = await load(again.runtime, network);
  const field = testField(1, 48);
  const values = await infer(
    { gpu: again.gpu, model: model2, buffer: tileBuffer(again.gpu, 48 * 48 * 12) },
    field,
    48,
  );
  expect(distance(values, reference(network, field, 48))).toBeLessThan(1e-4);
});

test('a new runtime may be started before the old one is disposed', async () => {
  const old = await started();
  await load(old.runtime);
  const { runtime, gpu } = await started();
  const network = testNetwork(3);
  const model = await load(runtime, network);
  old.runtime.dispose();
  const field = testField(1, 48);
  const values = await infer({ gpu, model, buffer: tileBuffer(gpu, 48 * 48 * 12) }, field, 48);
  expect(distance(values, reference(network, field, 48))).toBeLessThan(1e-4);
});

test('weights that are not finite are refused, and leave nothing behind', async () => {
  const { runtime } = await started();
  const network = testNetwork(7);
  network.layers[1]?.kernel.fill(Number.NaN);
  const { tensors } = await runtime.memoryUse();
  await expect(load(runtime, network)).rejects.toMatchObject({ code: 'model-corrupt' });
  expect((await runtime.memoryUse()).tensors).toBe(tensors);
});

test('a buffer that cannot hold the batch fails the inference, not the runtime', async () => {
  const { gpu, runtime } = await started();
  const model = await load(runtime);
  const small = tileBuffer(gpu, 256);
  const { tensors } = await runtime.memoryUse();
  await expect(model.infer({ kind: 'gpu', buffer: small, count: 1, size: 48 })).rejects.toMatchObject({
    code: 'model-failed',
    message: expect.stringContaining('Test model test-1'),
  });
  expect((await runtime.memoryUse()).tensors).toBe(tensors);
});

test('batches of many sizes keep within the memory of a few', async () => {
  const use = async (poolBytes: number) => {
    const { gpu, runtime } = await started({ poolBytes });
    const network = testNetwork(4);
    const model = await load(runtime, network);
    const field = testField(1, 16);
    let most = 0;
    for (const count of [1, 2, 3, 5, 8]) {
      const batch = new Float32Array(Array.from({ length: count }, () => [...field]).flat());
      const buffer = tileBuffer(gpu, batch.byteLength);
      const values = await infer({ gpu, model, buffer }, batch, 16, count);
      const alone = [...reference(network, field, 16)];
      expect(distance(values, Array.from({ length: count }, () => alone).flat())).toBeLessThan(1e-4);
      most = Math.max(most, (await runtime.memoryUse()).bytes);
      buffer.destroy();
    }
    runtime.dispose();
    return most;
  };
  expect(await use(1)).toBeLessThan((await use(2 ** 30)) / 2);
});
