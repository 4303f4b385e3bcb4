import type { Gpu } from './device';

/** Texel sizes of the formats that Reticle uses, bytes. */
const TEXEL_BYTES: Partial<Record<GPUTextureFormat, number>> = {
  r8unorm: 1,
  rg8unorm: 2,
  rgba8unorm: 4,
  bgra8unorm: 4,
  r32float: 4,
  rg32float: 8,
  rgba16float: 8,
  rgba32float: 16,
};

/**
 * Owns the buffers and textures of one pass: counts their bytes while they live and destroys them together.
 */
export class GpuResources {
  readonly #owned = new Map<GPUBuffer | GPUTexture, number>();

  constructor(readonly gpu: Gpu) {}

  buffer(descriptor: GPUBufferDescriptor): GPUBuffer {
    const buffer = this.gpu.device.createBuffer(descriptor);
    this.#keep(buffer, descriptor.size);
    return buffer;
  }

  texture(descriptor: GPUTextureDescriptor & { size: { width: number; height: number } }): GPUTexture {
    const texture = this.gpu.device.createTexture(descriptor);
    const texel = TEXEL_BYTES[descriptor.format];
    if (texel === undefined) throw new Error(`unknown texel size of ${descriptor.format}`);
    this.#keep(texture, descriptor.size.width * descriptor.size.height * texel);
    return texture;
  }

  /** Buffer holding `data`, for uniforms and constants. */
  filled(
    label: string,
    data: ArrayBuffer | Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
    usage: number,
  ): GPUBuffer {
    const buffer = this.buffer({
      label,
      size: Math.max(16, data.byteLength),
      usage: usage | GPUBufferUsage.COPY_DST,
    });
    this.gpu.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  release(resource: GPUBuffer | GPUTexture): void {
    const bytes = this.#owned.get(resource);
    if (bytes === undefined) return;
    this.#owned.delete(resource);
    this.gpu.memory.add(-bytes);
    resource.destroy();
  }

  destroy(): void {
    for (const resource of [...this.#owned.keys()]) this.release(resource);
  }

  #keep(resource: GPUBuffer | GPUTexture, bytes: number): void {
    this.#owned.set(resource, bytes);
    this.gpu.memory.add(bytes);
  }
}
