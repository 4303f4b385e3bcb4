import { type Mounting, mountedSize } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import { checkFrameSize } from '../optics/mounting';

/** Draws a frame as its mounting says (crop, rotate clockwise, mirror left-right) on a canvas made to fit. */
export function drawMounted(
  context: OffscreenCanvasRenderingContext2D,
  image: VideoFrame,
  mounting: Mounting,
): SizePx {
  const full = { width: image.displayWidth, height: image.displayHeight };
  checkFrameSize(full);
  const crop = mounting.crop ?? { x: 0, y: 0, ...full };
  const size = mountedSize(full, mounting);
  const { canvas } = context;
  if (canvas.width !== size.width || canvas.height !== size.height) {
    canvas.width = size.width;
    canvas.height = size.height;
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.translate(size.width / 2, size.height / 2);
  if (mounting.mirrored) context.scale(-1, 1);
  context.rotate((mounting.rotation * Math.PI) / 180);
  const { x, y, width, height } = crop;
  context.drawImage(image, x, y, width, height, -width / 2, -height / 2, width, height);
  return size;
}
