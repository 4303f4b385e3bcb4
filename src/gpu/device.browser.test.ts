import { expect, test } from 'vitest';
import { openGpu } from './device';
import { readBuffer, readTexture } from './readback';
import { GpuResources } from './resources';
import { compileShader, computePipeline } from './shader';

test('opens a device, counts owned bytes and runs a compute pass', async () => {
  const gpu = await openGpu();
  const resources = new GpuResources(gpu);
  const values = resources.filled(
    'values',
    new Float32Array([1, 2, 3, 4]),
    GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
  );
  expect(gpu.memory.bytes).toBe(16);
  const pipeline = await computePipeline(
    gpu.device,
    'double',
    `@group(0) @binding(0) var<storage, read_write> values: array<f32>;
     @compute @workgroup_size(4) fn main(@builtin(global_invocation_id) id: vec3u) { values[id.x] *= 2.0; }`,
  );
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    gpu.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [{ binding: 0, resource: { buffer: values } }],
    }),
  );
  pass.dispatchWorkgroups(1);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  expect([...new Float32Array(await readBuffer(gpu.device, values))]).toEqual([2, 4, 6, 8]);
  resources.destroy();
  expect(gpu.memory.bytes).toBe(0);
  gpu.destroy();
});

test('reads a texture back as RGBA rows without padding', async () => {
  const gpu = await openGpu();
  const resources = new GpuResources(gpu);
  const texture = resources.texture({
    size: { width: 3, height: 2 },
    format: 'rgba8unorm',
    usage: GPUTextureUsage.COPY_SRC | GPUTextureUsage.COPY_DST,
  });
  const pixels = new Uint8Array(24).map((_, i) => i * 10);
  gpu.device.queue.writeTexture({ texture }, pixels, { bytesPerRow: 12 }, { width: 3, height: 2 });
  expect([...(await readTexture(gpu.device, texture))]).toEqual([...pixels]);
  resources.destroy();
  gpu.destroy();
});

test('a shader error names its source line', async () => {
  const gpu = await openGpu();
  await expect(
    compileShader(gpu.device, 'broken', 'fn a() {}\nfn b() { let x: u32 = 1.5; }'),
  ).rejects.toThrow(/broken:2:.*[\s\S]*fn b/);
  gpu.destroy();
});

test('says what is missing where there is no WebGPU', async () => {
  await expect(openGpu({ requestAdapter: async () => null } as unknown as GPU)).rejects.toMatchObject({
    code: 'webgpu-missing',
  });
});
