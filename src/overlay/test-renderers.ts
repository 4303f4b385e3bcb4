import type { SizePx } from '../domain/geometry';
import type { OverlayScene } from '../domain/overlay';
import type { Gpu } from '../gpu/device';
import { readTexture } from '../gpu/readback';
import { GpuResources } from '../gpu/resources';
import { CanvasRenderer } from './canvas-renderer';
import type { Rgb } from './colour-map';
import type { GpuRenderer, Picture } from './gpu-renderer';
import type { OutputView } from './output-view';

/** Both renderers for tests: the same scene on the same tissue, on targets of any size. */
type CpuScene = OverlayScene<Float32Array<ArrayBuffer>>;

/** Tissue-like texture. */
export function tissue({ width, height }: SizePx): ImageData {
  const image = new ImageData(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const nucleus = Math.sin(x * 0.3) * Math.cos(y * 0.27) > 0.6;
      image.data.set(nucleus ? [110, 70, 150, 255] : [225, 165, 205, 255], (y * width + x) * 4);
    }
  return image;
}

export function drawOnCanvas(
  scene: CpuScene,
  { width, height }: SizePx,
  view: OutputView,
  field = tissue(scene.frameSize),
): Picture {
  const { frameSize } = scene;
  const frame = new OffscreenCanvas(frameSize.width, frameSize.height);
  frame.getContext('2d')?.putImageData(field, 0, 0);
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('no canvas');
  new CanvasRenderer(context).render({ frame, scene }, view);
  const rgba = new Uint8ClampedArray(context.getImageData(0, 0, width, height).data);
  return { width, height, rgba };
}

/** @param renderer of the format rgba8unorm */
export async function drawOnGpu(
  renderer: GpuRenderer,
  gpu: Gpu,
  scene: CpuScene,
  { width, height }: SizePx,
  view: OutputView,
  field = tissue(scene.frameSize),
): Promise<Picture> {
  const resources = new GpuResources(gpu);
  const { frameSize } = scene;
  const size = { width: frameSize.width, height: frameSize.height };
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const frame = resources.texture({ size, format: 'rgba8unorm', usage });
  const layout = { bytesPerRow: size.width * 4 };
  gpu.device.queue.writeTexture({ texture: frame }, field.data, layout, size);
  const { centre, umPerPx } = scene.placement ?? { centre: { x: 0, y: 0 }, umPerPx: 1 };
  const place = new Float32Array([centre.x, centre.y, umPerPx, 1, 0, 0, 0, 0]);
  const tracked = resources.filled('tracked', place, GPUBufferUsage.STORAGE);
  const layers = scene.layers.map((layer) => ({
    ...layer,
    window: resources.filled('window', layer.window, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC),
  }));
  const target = resources.texture({
    size: { width, height },
    format: 'rgba8unorm',
    usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
  });
  const encoder = gpu.device.createCommandEncoder();
  const picture = { frame, tracked, scene: { ...scene, layers } };
  renderer.render(encoder, picture, [{ ...view, view: target.createView(), size: { width, height } }]);
  gpu.device.queue.submit([encoder.finish()]);
  const rgba = await readTexture(gpu.device, target);
  resources.destroy();
  return { width, height, rgba };
}

export function pixelOf({ width, rgba }: Picture, x: number, y: number): Rgb {
  const at = (y * width + x) * 4;
  return [rgba[at] ?? -1, rgba[at + 1] ?? -1, rgba[at + 2] ?? -1];
}

/** Largest difference of a channel. */
export function offBy(a: Rgb, b: Rgb): number {
  return Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]));
}
