import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gpu, openGpu } from './device';
import { Readback } from './readback';

let gpu: Gpu;
let source: GPUBuffer;
const FLOATS = [3, 1, 4, 1];
beforeAll(async () => {
  gpu = await openGpu();
  source = gpu.device.createBuffer({
    size: 16,
    usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  gpu.device.queue.writeBuffer(source, 0, new Float32Array(FLOATS));
});
afterAll(() => gpu.destroy());

const STEPS = ['createBuffer', 'createCommandEncoder', 'submit', 'mapAsync', 'getMappedRange'] as const;
type Step = (typeof STEPS)[number];

/** The device, with one step of a reading that can be made to fail. Counts the buffers that live. */
class FailingDevice {
  failing: Step | null = null;
  readonly living = new Set<GPUBuffer>();

  readonly device: GPUDevice = new Proxy(gpu.device, {
    get: (device, name) => {
      if (name === 'createBuffer')
        return (descriptor: GPUBufferDescriptor) => {
          this.#may('createBuffer');
          return this.#watched(device.createBuffer(descriptor));
        };
      if (name === 'createCommandEncoder')
        return () => {
          this.#may('createCommandEncoder');
          return device.createCommandEncoder();
        };
      if (name === 'queue')
        return {
          submit: (commands: GPUCommandBuffer[]) => {
            this.#may('submit');
            device.queue.submit(commands);
          },
        };
      throw new Error(`not expected: ${String(name)}`);
    },
  });

  #watched(buffer: GPUBuffer): GPUBuffer {
    this.living.add(buffer);
    const { mapAsync, getMappedRange, destroy } = buffer;
    return Object.assign(buffer, {
      mapAsync: async (mode: GPUMapModeFlags) => {
        this.#may('mapAsync');
        return mapAsync.call(buffer, mode);
      },
      getMappedRange: () => {
        this.#may('getMappedRange');
        return getMappedRange.call(buffer);
      },
      destroy: () => {
        this.living.delete(buffer);
        return destroy.call(buffer);
      },
    });
  }

  #may(step: Step): void {
    if (this.failing === step) throw new Error(`${step} failed`);
  }
}

test('whatever fails, no staging buffer is lost, and the next reading is right', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.constantFrom(...STEPS)), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 3 }),
      async (plan, most) => {
        const failing = new FailingDevice();
        const readback = new Readback(failing.device, 16, most);
        for (const step of plan) {
          failing.failing = step;
          // With a buffer to use again, none is made.
          const fails = step !== null && !(step === 'createBuffer' && readback.idle > 0);
          const reading = readback.fetch(source);
          expect(reading).not.toBeNull();
          if (!fails) expect([...((await reading) ?? [])]).toEqual(FLOATS);
          else await expect(reading).rejects.toThrow(`${step} failed`);
          expect(readback.underWay).toBe(0);
          // Each buffer that lives waits to be used again.
          expect(failing.living.size).toBe(readback.idle);
        }
        failing.failing = null;
        const together = Array.from({ length: most }, () => readback.fetch(source));
        expect(readback.fetch(source)).toBeNull();
        for (const reading of together) expect([...((await reading) ?? [])]).toEqual(FLOATS);
        expect(readback.idle).toBeLessThanOrEqual(most);
        readback.destroy();
        expect(failing.living.size).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});

test('a reading under way comes back though the readback is destroyed, and leaves no buffer', async () => {
  const failing = new FailingDevice();
  const readback = new Readback(failing.device, 16);
  const reading = readback.fetch(source);
  readback.destroy();
  expect([...((await reading) ?? [])]).toEqual(FLOATS);
  expect(failing.living.size).toBe(0);
});
