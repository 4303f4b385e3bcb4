import { CELL_WINDOW } from '../domain/overlay';
import type { GpuResources } from '../gpu/resources';

const WINDOW_BYTES = CELL_WINDOW * CELL_WINDOW * 4;

/**
 * The windows of all layers that are drawn, one behind the other in one buffer: a shader may bind few buffers, and
 * there are as many layers as classes are on.
 */
export class LayerWindows {
  #buffer: GPUBuffer | null = null;

  constructor(private readonly resources: GpuResources) {}

  /** Records the copies; room for one window at least. Submit `encoder` before the next call. */
  gather(encoder: GPUCommandEncoder, windows: readonly GPUBuffer[]): GPUBuffer {
    const bytes = Math.max(1, windows.length) * WINDOW_BYTES;
    let buffer = this.#buffer;
    if (!buffer || buffer.size < bytes) {
      if (buffer) this.resources.release(buffer);
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
      buffer = this.resources.buffer({ label: 'windows of the layers', size: bytes, usage });
      this.#buffer = buffer;
    }
    for (const [k, window] of windows.entries())
      encoder.copyBufferToBuffer(window, 0, buffer, k * WINDOW_BYTES, WINDOW_BYTES);
    return buffer;
  }
}
