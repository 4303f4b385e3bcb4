import type { Gpu } from '../../gpu/device';
import type { FieldBytes } from '../resample-reference';

/** A field texture holding these bytes (tests). The caller destroys it. */
export function uploadField(gpu: Gpu, { width, height, rgba }: FieldBytes): GPUTexture {
  const texture = gpu.device.createTexture({
    size: { width, height },
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.COPY_SRC,
  });
  const bytes = new Uint8Array(rgba);
  gpu.device.queue.writeTexture({ texture }, bytes, { bytesPerRow: width * 4 }, { width, height });
  return texture;
}
