import { ReticleError } from '../domain/errors';
import type { SizePx } from '../domain/geometry';
import { CELL_WINDOW, type OverlayScene } from '../domain/overlay';
import { TRACKED_FIELD_FLOATS } from '../domain/tracking';
import type { Gpu } from '../gpu/device';
import { readTexture } from '../gpu/readback';
import { GpuResources } from '../gpu/resources';
import { compileShader } from '../gpu/shader';
import { MAX_LAYERS, shaderConstants } from './appearance';
import { fitFrame } from './frame-fit';
import shader from './overlay.wgsl?raw';
import { drawScaleBar, type ScaleBar, scaleBar, scaleBarPosition } from './scale-bar';
import { packScene, SCENE_BYTES } from './scene-uniforms';

/** What one picture is made of. All resources belong to the caller and to the renderer's device. */
export interface GpuPicture {
  /** The camera field: rgba8unorm or bgra8unorm with TEXTURE_BINDING, as large as `scene.frameSize`. */
  readonly frame: GPUTexture;
  readonly scene: OverlayScene<GPUBuffer>;
  /** The newest {@link TrackedField} in its GPU form; places the overlay. STORAGE usage. */
  readonly tracked: GPUBuffer;
  /** The island that the layers' cells belong to. Where `tracked` is on another, all is not assessed. */
  readonly island?: number;
  /** Device px a CSS px: lines and letters keep their size. 1 by default. */
  readonly pixelRatio?: number;
}

/** RGBA bytes, row by row, opaque. */
export interface Picture extends SizePx {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

interface BarTexture {
  readonly key: string;
  readonly texture: GPUTexture;
}

/** Renders in flight may not exceed this before they are submitted: each writes uniforms of its own. */
const UNIFORM_SLOTS = 8;

/**
 * Draws field and overlay by WebGPU. One renderer for screen, eyepiece and snapshot: the same pass, the same
 * format, so that pictures of the same size and pixel ratio are equal to the last bit.
 */
export class GpuRenderer {
  readonly #resources: GpuResources;
  readonly #uniforms: readonly GPUBuffer[];
  readonly #noWindow: GPUBuffer;
  readonly #noBar: GPUTexture;
  readonly #sampler: GPUSampler;
  #bars: BarTexture[] = [];
  #rendered = 0;

  private constructor(
    private readonly gpu: Gpu,
    private readonly format: GPUTextureFormat,
    private readonly pipeline: GPURenderPipeline,
  ) {
    this.#resources = new GpuResources(gpu);
    this.#uniforms = Array.from({ length: UNIFORM_SLOTS }, () =>
      this.#resources.buffer({
        label: 'overlay scene',
        size: SCENE_BYTES,
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      }),
    );
    this.#noWindow = this.#resources.buffer({ label: 'no window', size: 16, usage: GPUBufferUsage.STORAGE });
    this.#noBar = this.#resources.texture({
      label: 'no scale bar',
      size: { width: 1, height: 1 },
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING,
    });
    this.#sampler = gpu.device.createSampler({ magFilter: 'linear', minFilter: 'linear' });
  }

  /**
   * @param format of every target, usually `navigator.gpu.getPreferredCanvasFormat()`; not an sRGB format.
   * @throws ReticleError 'shader-invalid'
   */
  static async create(gpu: Gpu, format: GPUTextureFormat): Promise<GpuRenderer> {
    const module = await compileShader(gpu.device, 'overlay/overlay.wgsl', shaderConstants() + shader);
    const pipeline = await gpu.device.createRenderPipelineAsync({
      label: 'overlay',
      layout: 'auto',
      vertex: { module },
      fragment: { module, targets: [{ format }] },
    });
    return new GpuRenderer(gpu, format, pipeline);
  }

  /**
   * Records the pass. The caller submits `encoder` before {@link UNIFORM_SLOTS} further renders.
   * @param targetSize px; the whole frame is fitted into it. Layers beyond the fourth are not drawn.
   */
  render(encoder: GPUCommandEncoder, target: GPUTextureView, targetSize: SizePx, picture: GpuPicture): void {
    const { device } = this.gpu;
    const { scene, tracked, frame, island, pixelRatio = 1 } = picture;
    if (tracked.size < TRACKED_FIELD_FLOATS * 4) throw new Error('tracked holds 8 float32');
    const fit = fitFrame(scene.frameSize, targetSize);
    const bar = scene.scaleBar ? scaleBar(scene.scaleBar.umPerPx / fit.scale, pixelRatio) : null;
    const barTexture = bar ? this.#barTexture(bar, pixelRatio) : this.#noBar;
    const barSize = bar ? { width: barTexture.width, height: barTexture.height } : null;
    const uniforms = this.#uniforms[this.#rendered++ % UNIFORM_SLOTS] as GPUBuffer;
    const corner = barSize ? scaleBarPosition(fit, barSize, pixelRatio) : { x: 0, y: 0 };
    device.queue.writeBuffer(
      uniforms,
      0,
      packScene(scene, fit, {
        pixelRatio,
        island,
        bar: { ...corner, ...(barSize ?? { width: 0, height: 0 }) },
      }),
    );
    const windows = Array.from({ length: MAX_LAYERS }, (_, k) => scene.layers[k]?.window ?? this.#noWindow);
    const pass = encoder.beginRenderPass({
      label: 'overlay',
      colorAttachments: [{ view: target, loadOp: 'clear', storeOp: 'store' }],
    });
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout: this.pipeline.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: { buffer: uniforms } },
          { binding: 1, resource: { buffer: tracked } },
          { binding: 2, resource: frame.createView() },
          { binding: 3, resource: this.#sampler },
          { binding: 4, resource: barTexture.createView() },
          ...windows.map((buffer, k) => ({ binding: 5 + k, resource: { buffer } })),
        ],
      }),
    );
    pass.draw(3);
    pass.end();
  }

  /**
   * The picture at the frame's own size.
   * @throws ReticleError 'snapshot-failed' where the device is lost or out of memory.
   */
  async snapshot(picture: GpuPicture): Promise<Picture> {
    const { width, height } = picture.scene.frameSize;
    const { device } = this.gpu;
    try {
      const texture = this.#resources.texture({
        label: 'snapshot',
        size: { width, height },
        format: this.format,
        usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
      });
      try {
        const encoder = device.createCommandEncoder({ label: 'snapshot' });
        this.render(encoder, texture.createView(), { width, height }, picture);
        device.queue.submit([encoder.finish()]);
        return { width, height, rgba: await readTexture(device, texture) };
      } finally {
        this.#resources.release(texture);
      }
    } catch (cause) {
      throw new ReticleError(
        'snapshot-failed',
        `The picture of ${width} x ${height} px could not be read back from the graphics card.`,
        'Take the snapshot again once the live view is back.',
        { cause },
      );
    }
  }

  destroy(): void {
    this.#resources.destroy();
    this.#bars = [];
  }

  /** Bars change with the objective and the target only; the last few stay. */
  #barTexture(bar: ScaleBar, pixelRatio: number): GPUTexture {
    const key = `${bar.label} ${Math.round(bar.lengthPx)} ${pixelRatio}`;
    const found = this.#bars.find((entry) => entry.key === key);
    if (found) return found.texture;
    const { canvas, width, height } = drawScaleBar(bar, pixelRatio);
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
    const texture = this.#resources.texture({
      label: 'scale bar',
      size: { width, height },
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
    });
    if (pixels)
      this.gpu.device.queue.writeTexture({ texture }, pixels, { bytesPerRow: width * 4 }, { width, height });
    this.#bars.push({ key, texture });
    // More than every pending render could use, so none in flight loses its bar.
    const oldest = this.#bars.length > UNIFORM_SLOTS ? this.#bars.shift() : undefined;
    if (oldest) this.#resources.release(oldest.texture);
    return texture;
  }
}

if ((CELL_WINDOW & (CELL_WINDOW - 1)) !== 0) throw new Error('CELL_WINDOW must be a power of two');
