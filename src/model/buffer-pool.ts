import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/**
 * tfjs keeps every buffer it ever used for the next tensor of the same size. Batches and tiles of many sizes
 * would fill the GPU that way, so the unused buffers are given back.
 */
export function releaseUnusedBuffers(backend: WebGPUBackend): void {
  const pool = backend.bufferManager;
  const free: unknown = Reflect.get(pool, 'freeBuffers');
  if (!(free instanceof Map)) return;
  for (const [key, buffers] of free as Map<string, readonly GPUBuffer[]>) {
    const [size, usage] = key.split('_').map(Number);
    if (size === undefined || usage === undefined) continue;
    for (let left = buffers.length; left > 0; left--)
      pool.releaseBuffer(pool.acquireBuffer(size, usage), false);
  }
}
