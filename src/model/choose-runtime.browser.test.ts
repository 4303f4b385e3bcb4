import { afterEach, expect, test } from 'vitest';
import type { SegmentationRuntime } from '../domain/runtime';
import { type Gpu, openGpu } from '../gpu/device';
import { readBuffer } from '../gpu/readback';
import { chooseRuntime, type RuntimeChoice } from './choose-runtime';
import { loadModel } from './load-model';
import { distance, modelFiles, serveFiles, testField, testNetwork } from './test-model';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

async function device(): Promise<Gpu> {
  const gpu = await openGpu();
  cleanups.push(() => gpu.destroy());
  return gpu;
}

async function choose(choice: RuntimeChoice): Promise<SegmentationRuntime> {
  const runtime = await chooseRuntime(choice);
  cleanups.push(() => runtime.dispose());
  return runtime;
}

test('a software adapter is not timed: models run on WebAssembly, and it is said why', async () => {
  const gpu = await device();
  const { backend } = await choose({ gpu: { ...gpu, software: true } });
  expect(backend.name).toBe('wasm');
  expect(backend.description).toMatch(
    /^WebAssembly, \d threads?: this machine has no graphics processor for WebGPU/,
  );
});

test('without WebGPU it says that there is none', async () => {
  const { backend } = await choose({ gpu: null });
  expect(['wasm', 'webgl']).toContain(backend.name);
  expect(backend.description.length).toBeGreaterThan(20);
});

test('what takes part is timed, and the description gives the times', async () => {
  const gpu = await device();
  // Taken for hardware, the software adapter has to run the race, and the processor itself is faster.
  const { backend } = await choose({ gpu: { ...gpu, software: false } });
  expect(backend.description).toMatch(/fastest here with \d+\.\d ms for a test field; .*\d+\.\d ms/);
  if (gpu.software) expect(backend.name).toBe('wasm');
});

test.each(['webgpu', 'webgl', 'wasm'] as const)('%s can be asked for', async (name) => {
  const gpu = await device();
  const runtime = await choose({ gpu, backend: name });
  expect(runtime.backend.name).toBe(name);
  expect(runtime.backend.description).toContain('as asked for');
  expect(runtime.memory).toBe(name === 'webgpu' ? 'gpu' : 'cpu');
});

test('a backend that is asked for and missing is an error, not another backend', async () => {
  await expect(chooseRuntime({ gpu: null, backend: 'webgpu' })).rejects.toMatchObject({
    code: 'backend-missing',
    remedy: expect.stringContaining('leave the choice to Reticle'),
  });
});

test('a device that is lost during the race leaves the others in it', async () => {
  const gpu = await device();
  gpu.device.destroy();
  const { backend } = await choose({ gpu: { ...gpu, software: false } });
  expect(backend.name).not.toBe('webgpu');
  expect(backend.description).toMatch(/WebGPU failed/);
});

test('all backends give the same on a golden field', async () => {
  const gpu = await device();
  const network = testNetwork(77, 2);
  cleanups.push(serveFiles('http://model.test/', await modelFiles(network)));
  const field = testField(42, 48);
  const results: number[][] = [];
  for (const name of ['wasm', 'webgl', 'webgpu'] as const) {
    const runtime = await choose({ gpu, backend: name });
    const model = await loadModel(runtime, 'http://model.test/');
    if (runtime.memory === 'cpu') {
      const output = await model.infer({ kind: 'cpu', data: new Float32Array(field), count: 1, size: 48 });
      if (output.kind === 'cpu') results.push([...output.data]);
    } else {
      const buffer = gpu.device.createBuffer({
        size: field.byteLength,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      });
      gpu.device.queue.writeBuffer(buffer, 0, field);
      const output = await model.infer({ kind: 'gpu', buffer, count: 1, size: 48 });
      if (output.kind === 'gpu') {
        results.push([...new Float32Array(await readBuffer(gpu.device, output.buffer, 10 * 10 * 2 * 4))]);
        output.dispose();
      }
    }
  }
  const [wasm, webgl, webgpu] = results;
  expect(distance(wasm ?? [], webgl ?? [])).toBeLessThan(1e-3);
  expect(distance(wasm ?? [], webgpu ?? [])).toBeLessThan(1e-3);
  expect(wasm).toHaveLength(200);
  expect(new Set(wasm).size).toBeGreaterThan(100);
});
