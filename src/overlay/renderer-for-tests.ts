import { afterAll, beforeAll, expect } from 'vitest';
import { type Gpu, openGpu } from '../gpu/device';
import { GpuRenderer } from './gpu-renderer';

/** A renderer on a device of its own for all tests of a file, which must leave no memory behind. */
export function rendererForTests(): { readonly gpu: Gpu; readonly renderer: GpuRenderer } {
  let gpu: Gpu;
  let renderer: GpuRenderer;
  beforeAll(async () => {
    gpu = await openGpu();
    renderer = await GpuRenderer.create(gpu, 'rgba8unorm');
  });
  afterAll(() => {
    renderer.destroy();
    expect(gpu.memory.bytes).toBe(0);
    gpu.destroy();
  });
  return {
    get gpu() {
      return gpu;
    },
    get renderer() {
      return renderer;
    },
  };
}
