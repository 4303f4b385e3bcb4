import { TRACKED_FIELD_FLOATS } from '../../domain/tracking';
import { context2d } from '../../gpu/canvas-2d';
import type { GpuResources } from '../../gpu/resources';
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
  const floats = new Float32Array(TRACKED_FIELD_FLOATS);
  const { tracked } = facts;
  if (tracked) {
    const { centre, umPerPx, confidence, island, shiftPx, structured = true } = tracked;
    floats.set([centre.x, centre.y, umPerPx, confidence, island, shiftPx.x, shiftPx.y, structured ? 1 : 0]);
  }
  return { ...facts, picture, place: resources.filled('recorded place', floats, GPUBufferUsage.STORAGE) };
}

/** A recorded field on a canvas. */
export function recordedOnCanvas(recorded: RecordedPicture): FieldImage<OffscreenCanvas> {
  const { width, height } = recorded.size;
  const context = context2d(new OffscreenCanvas(width, height));
  context.drawImage(recorded.picture, 0, 0);
  return { ...recorded, picture: context.canvas };
}
