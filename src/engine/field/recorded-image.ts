import { context2d } from '../../gpu/canvas-2d';
import type { GpuResources } from '../../gpu/resources';
import { packTracked } from '../../gpu/tracked';
import type { RecordedPicture } from '../field-pipeline';
import type { FieldImage, GpuFieldImage } from './field-image';

/** A recorded field on the GPU, for drawing and for measuring. What it takes belongs to `resources`. */
export function recordedOnGpu(recorded: RecordedPicture, resources: GpuResources): GpuFieldImage {
  const { picture: bitmap, ...facts } = recorded;
  const { width, height } = facts.size;
  const picture = resources.texture({
    label: 'recorded field',
    size: { width, height },
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT,
  });
  resources.gpu.device.queue.copyExternalImageToTexture(
    { source: bitmap },
    { texture: picture },
    { width, height },
  );
  const place = resources.filled('recorded place', packTracked(facts.tracked), GPUBufferUsage.STORAGE);
  return { ...facts, picture, place };
}

/** A recorded field on a canvas. */
export function recordedOnCanvas(recorded: RecordedPicture): FieldImage<OffscreenCanvas> {
  const { width, height } = recorded.size;
  const context = context2d(new OffscreenCanvas(width, height));
  context.drawImage(recorded.picture, 0, 0);
  return { ...recorded, picture: context.canvas };
}
