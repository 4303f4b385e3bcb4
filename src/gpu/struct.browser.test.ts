import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gpu, openGpu } from './device';
import { readBuffer } from './readback';
import { GpuResources } from './resources';
import { computePipeline } from './shader';
import { declarations } from './struct';
import { randomStruct } from './testing/random-struct';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openGpu();
});
afterAll(() => gpu.destroy());

/** All numbers of a value, in order. */
function flat(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(flat) : [];
}

test('a shader reads what was written, number by number, and what it writes is read', async () => {
  await fc.assert(
    fc.asyncProperty(randomStruct, async ({ type, value, numbers }) => {
      const lists = numbers.map(
        ({ text }, i) =>
          `  numbers[${i}] = f32(${text.replace('$', 'given')});\n  let n${i} = ${text.replace('$', 'given')};\n`,
      );
      const stores = numbers.map(({ text }, i) => `  made${text.slice(1)} = n${i};\n`);
      const code = `${declarations(type)}
@group(0) @binding(0) var<storage, read> given: Outer;
@group(0) @binding(1) var<storage, read_write> numbers: array<f32>;
@group(0) @binding(2) var<storage, read_write> made: Outer;
@compute @workgroup_size(1) fn main() {\n${lists.join('')}${stores.join('')}}`;
      const resources = new GpuResources(gpu);
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
      const given = resources.filled('given', type.pack(value), usage);
      const list = resources.buffer({ label: 'numbers', size: 4 * numbers.length, usage });
      const made = resources.buffer({ label: 'made', size: type.size, usage });
      const pipeline = await computePipeline(gpu.device, 'copy', code);
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      const layout = pipeline.getBindGroupLayout(0);
      const entries = [given, list, made].map((buffer, binding) => ({ binding, resource: { buffer } }));
      pass.setBindGroup(0, gpu.device.createBindGroup({ layout, entries }));
      pass.dispatchWorkgroups(1);
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
      expect([...new Float32Array(await readBuffer(gpu.device, list))]).toEqual(flat(value));
      expect(type.unpack(await readBuffer(gpu.device, made))).toEqual(value);
      resources.destroy();
    }),
    { numRuns: 12 },
  );
});
