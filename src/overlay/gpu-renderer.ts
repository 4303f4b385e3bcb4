import { ReticleError } from '../domain/errors';
import type { SizePx } from '../domain/geometry';
import { CELL_WINDOW, type OverlayLayer, type OverlayScene } from '../domain/overlay';
import { TRACKED_FIELD_FLOATS } from '../domain/tracking';
import type { Gpu } from '../gpu/device';
import { type RawPicture, readRawTexture, unpackPicture } from '../gpu/readback';
import { GpuResources } from '../gpu/resources';
import { compileShader } from '../gpu/shader';
import { HEAT_STEPS, MAX_LAYERS } from './appearance';
import { type FrameFit, fitFrame } from './frame-fit';
import { heatTable, heatTableKey } from './heat-table';
import { RecentTextures } from './recent-textures';
import { drawScaleBar, scaleBar, scaleBarCorner } from './scale-bar';
import { packScene, SCENE_BYTES } from './scene-uniforms';
import { FIRST_WINDOW_BINDING, HEAT_TABLES_BINDING, shaderText } from './shader-text';

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

interface Pipelines {
  /** Field and overlay, by number of layers. */
  readonly field: readonly GPURenderPipeline[];
  readonly bar: GPURenderPipeline;
}

/** Renders in flight may not exceed this before they are submitted: each writes uniforms of its own. */
const UNIFORM_SLOTS = 8;

/**
 * Draws field and overlay by WebGPU. One renderer for screen, eyepiece and snapshot: the same pass, the same
 * format, so that pictures of the same size and pixel ratio are equal to the last bit.
 */
export class GpuRenderer {
  readonly #resources: GpuResources;
  readonly #sampler: GPUSampler;
  /** The oldest of the last few renders first. */
  readonly #uniforms: GPUBuffer[];
  readonly #bars: RecentTextures;
  readonly #heatTables: RecentTextures;

  private constructor(
    private readonly gpu: Gpu,
    private readonly format: GPUTextureFormat,
    private readonly pipelines: Pipelines,
  ) {
    this.#resources = new GpuResources(gpu);
    this.#bars = new RecentTextures(this.#resources, 'scale bar', UNIFORM_SLOTS);
    this.#heatTables = new RecentTextures(this.#resources, 'heat tables', UNIFORM_SLOTS);
    this.#sampler = gpu.device.createSampler({ magFilter: 'linear', minFilter: 'linear' });
    this.#uniforms = Array.from({ length: UNIFORM_SLOTS }, () =>
      this.#resources.buffer({
        label: 'overlay scene',
        size: SCENE_BYTES,
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      }),
    );
  }

  /**
   * @param format of every target, usually `navigator.gpu.getPreferredCanvasFormat()`; not an sRGB format.
   * @throws ReticleError 'shader-invalid'
   */
  static async create(gpu: Gpu, format: GPUTextureFormat): Promise<GpuRenderer> {
    if ((CELL_WINDOW & (CELL_WINDOW - 1)) !== 0) throw new Error('CELL_WINDOW must be a power of two');
    const { device } = gpu;
    const modules = await Promise.all(
      Array.from({ length: MAX_LAYERS + 1 }, (_, layers) =>
        compileShader(device, `overlay of ${layers} layers`, shaderText(layers)),
      ),
    );
    const pipeline = (module: GPUShaderModule, entryPoint: string, blend?: GPUBlendState) =>
      device.createRenderPipelineAsync({
        label: `overlay ${entryPoint}`,
        layout: 'auto',
        vertex: { module, entryPoint: 'cover' },
        fragment: { module, entryPoint, targets: [{ format, ...(blend ? { blend } : {}) }] },
      });
    const [first] = modules;
    if (!first) throw new Error('no shader');
    const source: GPUBlendComponent = { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha' };
    const [bar, ...field] = await Promise.all([
      pipeline(first, 'lay_bar', { color: source, alpha: { srcFactor: 'one', dstFactor: 'one' } }),
      ...modules.map((module) => pipeline(module, 'shade')),
    ]);
    return new GpuRenderer(gpu, format, { bar, field });
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
    const bar = this.#placeBar(scene, fit, pixelRatio);
    const uniforms = this.#nextUniforms();
    const barCorner = bar ?? { x: 0, y: 0 };
    device.queue.writeBuffer(uniforms, 0, packScene(scene, fit, { pixelRatio, island, barCorner }));

    const drawn =
      scene.visible && scene.placement && !scene.hatchAll ? scene.layers.slice(0, MAX_LAYERS) : [];
    const field = this.pipelines.field[drawn.length];
    if (!field) throw new Error(`no pipeline for ${drawn.length} layers`);
    const pass = encoder.beginRenderPass({
      label: 'overlay',
      colorAttachments: [{ view: target, loadOp: 'clear', storeOp: 'store' }],
    });
    pass.setPipeline(field);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout: field.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: { buffer: uniforms } },
          { binding: 1, resource: { buffer: tracked } },
          { binding: 2, resource: frame.createView() },
          { binding: 3, resource: this.#sampler },
          ...(drawn.length > 0
            ? [{ binding: HEAT_TABLES_BINDING, resource: this.#heatTable(drawn).createView() }]
            : []),
          ...drawn.map(({ window }, k) => ({
            binding: FIRST_WINDOW_BINDING + k,
            resource: { buffer: window },
          })),
        ],
      }),
    );
    pass.draw(3);
    if (bar) {
      pass.setPipeline(this.pipelines.bar);
      pass.setScissorRect(bar.x, bar.y, bar.texture.width, bar.texture.height);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: this.pipelines.bar.getBindGroupLayout(0),
          entries: [
            { binding: 0, resource: { buffer: uniforms } },
            { binding: 4, resource: bar.texture.createView() },
          ],
        }),
      );
      pass.draw(3);
    }
    pass.end();
  }

  /**
   * The picture at the frame's own size.
   * @throws ReticleError 'snapshot-failed' where the device is lost or out of memory.
   */
  async snapshot(picture: GpuPicture): Promise<Picture> {
    const raw = await this.capture(picture);
    return { width: raw.width, height: raw.height, rgba: unpackPicture(raw) };
  }

  /** {@link snapshot} as the graphics card hands it over, so that unpacking can be done elsewhere. */
  async capture(picture: GpuPicture): Promise<RawPicture> {
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
        return await readRawTexture(device, texture);
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
  }

  #nextUniforms(): GPUBuffer {
    const oldest = this.#uniforms.shift();
    if (!oldest) throw new Error('no uniforms');
    this.#uniforms.push(oldest);
    return oldest;
  }

  /** The bar's picture and where it goes; null where none is wanted or it does not fit into the frame. */
  #placeBar(
    scene: OverlayScene<GPUBuffer>,
    fit: FrameFit,
    pixelRatio: number,
  ): { texture: GPUTexture; x: number; y: number } | null {
    if (!scene.visible || !scene.scaleBar) return null;
    const bar = scaleBar(scene.scaleBar.umPerPx / fit.scale, pixelRatio);
    if (!bar) return null;
    const texture = this.#bars.get(`${bar.label} ${Math.round(bar.lengthPx)} ${pixelRatio}`, () => {
      const { canvas, width, height } = drawScaleBar(bar, pixelRatio);
      const image = canvas.getContext('2d')?.getImageData(0, 0, width, height);
      return { width, height, rgba: image?.data ?? new Uint8ClampedArray(width * height * 4) };
    });
    const corner = scaleBarCorner(fit, texture, pixelRatio);
    return corner ? { texture, ...corner } : null;
  }

  /** One row a layer. */
  #heatTable(layers: readonly OverlayLayer<GPUBuffer>[]): GPUTexture {
    const styles = layers.map((layer) => layer.style);
    return this.#heatTables.get(styles.map(heatTableKey).join('; '), () => {
      const rgba = new Uint8ClampedArray(HEAT_STEPS * 4 * styles.length);
      styles.forEach((style, k) => {
        rgba.set(heatTable(style, true), k * HEAT_STEPS * 4);
      });
      return { width: HEAT_STEPS, height: styles.length, rgba };
    });
  }
}
