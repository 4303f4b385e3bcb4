import type { Gpu } from '../../gpu/device';
import type { RawPicture } from '../../gpu/readback';
import { GpuResources } from '../../gpu/resources';
import { type GpuPicture, GpuRenderer } from '../../overlay/gpu-renderer';
import { GpuCellStore } from '../../slide-map/gpu-store';
import type { LayerRequest, SceneRequest } from '../field-pipeline';
import type { GpuFieldImage } from './field-image';
import { type Output, type OutputChange, Outputs } from './outputs';
import { overlayScene } from './overlay-scene';

/** Draws fields with their overlay by WebGPU: to all outputs at once, or as a picture. */
export class GpuPresenter {
  readonly #outputs: Outputs<GPUCanvasContext>;

  private constructor(
    private readonly gpu: Gpu,
    private readonly renderer: GpuRenderer,
    format: GPUTextureFormat,
  ) {
    this.#outputs = new Outputs((canvas) => {
      const context = canvas.getContext('webgpu');
      context?.configure({ device: gpu.device, format, alphaMode: 'opaque' });
      return context;
    });
  }

  /** @throws ReticleError 'shader-invalid' */
  static async create(gpu: Gpu): Promise<GpuPresenter> {
    const format = navigator.gpu.getPreferredCanvasFormat();
    return new GpuPresenter(gpu, await GpuRenderer.create(gpu, format), format);
  }

  addOutput(output: Output): void {
    this.#outputs.add(output);
  }

  changeOutput(id: string, change: OutputChange): void {
    this.#outputs.change(id, change);
  }

  removeOutput(id: string): void {
    this.#outputs.remove(id);
  }

  /** Records and submits the drawing of all outputs; the GPU may still be at it. */
  draw(image: GpuFieldImage, request: SceneRequest): void {
    const targets = this.#outputs.ready().map(({ output, context }) => {
      const texture = context.getCurrentTexture();
      const size = { width: texture.width, height: texture.height };
      return { ...output, size, view: texture.createView() };
    });
    const encoder = this.gpu.device.createCommandEncoder({ label: 'overlay' });
    this.renderer.render(encoder, pictureOf(image, request, liveWindow), targets);
    this.gpu.device.queue.submit([encoder.finish()]);
  }

  /** The field with its overlay in px of the frame. Recorded before the first await. */
  async capture(image: GpuFieldImage, request: SceneRequest): Promise<RawPicture> {
    const copies = new GpuResources(this.gpu);
    try {
      const windowOf = (layer: LayerRequest) =>
        layer.copy
          ? copies.filled('copy of a window', layer.copy, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC)
          : liveWindow(layer);
      return await this.renderer.capture(pictureOf(image, request, windowOf));
    } finally {
      copies.destroy();
    }
  }

  destroy(): void {
    this.renderer.destroy();
  }
}

function liveWindow({ store, classIndex, copy }: LayerRequest): GPUBuffer | undefined {
  return !copy && store instanceof GpuCellStore ? store.windows[classIndex] : undefined;
}

function pictureOf(
  image: GpuFieldImage,
  request: SceneRequest,
  windowOf: (layer: LayerRequest) => GPUBuffer | undefined,
): GpuPicture {
  return {
    frame: image.picture,
    scene: overlayScene(image, request, windowOf),
    tracked: image.place,
    ...(request.island === null ? {} : { island: request.island }),
  };
}
