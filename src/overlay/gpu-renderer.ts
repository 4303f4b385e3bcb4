import { ReticleError } from '../domain/errors';
import type { SizePx } from '../domain/geometry';
import { CELL_WINDOW, type OverlayLayer, type OverlayScene } from '../domain/overlay';
import type { Gpu } from '../gpu/device';
import { type RawPicture, readRawTexture, unpackPicture } from '../gpu/readback';
import { GpuResources } from '../gpu/resources';
import { compileShader } from '../gpu/shader';
import { TRACKED } from '../gpu/tracked';
import { HEAT_STEPS } from './appearance';
import { heatTable, heatTableKey } from './heat-table';
import { LayerWindows } from './layer-windows';
import { type OutputView, PLAIN_VIEW, uprightFit, viewTransform } from './output-view';
import { RecentTextures } from './recent-textures';
import { drawScaleBar, scaleBar, scaleBarCorner } from './scale-bar';
import { packScene } from './scene-uniforms';
import { overlayShader } from './shader-text';

/**
 * What one picture is made of. All resources belong to the caller and to the renderer's device; the layers' windows
 * have STORAGE and COPY_SRC.
 */
export interface GpuPicture {
  /** The camera field: rgba8unorm or bgra8unorm with TEXTURE_BINDING, as large as `scene.frameSize`. */
  readonly frame: GPUTexture;
  readonly scene: OverlayScene<GPUBuffer>;
  /** The newest {@link TrackedField} in its GPU form; places the overlay. STORAGE usage. */
  readonly tracked: GPUBuffer;
  /** The island that the layers' cells belong to. Where `tracked` is on another, all is not assessed. */
  readonly island?: number;
}

/** What a picture is drawn on. */
export interface GpuTarget extends OutputView {
  readonly view: GPUTextureView;
  readonly size: SizePx;
}

/** RGBA bytes, row by row, opaque. */
export interface Picture extends SizePx {
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

interface PlacedBar {
  readonly texture: GPUTexture;
  /** Top left corner on the target, whole px. */
  readonly x: number;
  readonly y: number;
}

interface Pipelines {
  readonly field: GPURenderPipeline;
  readonly bar: GPURenderPipeline;
}

const MOST_TARGETS = 16;

/**
 * Draws field and overlay by WebGPU, with any number of layers. One renderer for screen, eyepiece and snapshot: the
 * same pass, the same format, so that pictures of the same size and view are equal to the last bit.
 */
export class GpuRenderer {
  readonly #resources: GpuResources;
  readonly #sampler: GPUSampler;
  /** One a target. */
  readonly #scenes: GPUBuffer[] = [];
  readonly #bars: RecentTextures;
  readonly #heatTables: RecentTextures;
  readonly #windows: LayerWindows;

  private constructor(
    private readonly gpu: Gpu,
    private readonly format: GPUTextureFormat,
    private readonly pipelines: Pipelines,
  ) {
    this.#resources = new GpuResources(gpu);
    this.#windows = new LayerWindows(this.#resources);
    this.#bars = new RecentTextures(this.#resources, 'scale bar', MOST_TARGETS);
    this.#heatTables = new RecentTextures(this.#resources, 'heat tables', MOST_TARGETS);
    this.#sampler = gpu.device.createSampler({ magFilter: 'linear', minFilter: 'linear' });
  }

  /**
   * @param format of every target, usually `navigator.gpu.getPreferredCanvasFormat()`; not an sRGB format.
   * @throws ReticleError 'shader-invalid'
   */
  static async create(gpu: Gpu, format: GPUTextureFormat): Promise<GpuRenderer> {
    if ((CELL_WINDOW & (CELL_WINDOW - 1)) !== 0) throw new Error('CELL_WINDOW must be a power of two');
    const { device } = gpu;
    const module = await compileShader(device, 'overlay', overlayShader());
    const pipeline = (entryPoint: string, blend?: GPUBlendState) =>
      device.createRenderPipelineAsync({
        label: `overlay ${entryPoint}`,
        layout: 'auto',
        vertex: { module, entryPoint: 'cover' },
        fragment: { module, entryPoint, targets: [{ format, ...(blend ? { blend } : {}) }] },
      });
    const source: GPUBlendComponent = { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha' };
    const [field, bar] = await Promise.all([
      pipeline('shade'),
      pipeline('lay_bar', { color: source, alpha: { srcFactor: 'one', dstFactor: 'one' } }),
    ]);
    return new GpuRenderer(gpu, format, { bar, field });
  }

  /**
   * Records the picture on every target. Submit `encoder` before the next render, which uses the same buffers.
   * @throws RangeError where a target's transform cannot be undone, and beyond 16 targets
   */
  render(encoder: GPUCommandEncoder, picture: GpuPicture, targets: readonly GpuTarget[]): void {
    if (targets.length > MOST_TARGETS)
      throw new RangeError(`${targets.length} targets, ${MOST_TARGETS} at most`);
    if (picture.tracked.size < TRACKED.size) throw new Error(`tracked holds ${TRACKED.size} bytes`);
    const { scene } = picture;
    const shown = scene.visible && scene.placement && !scene.hatchAll ? scene.layers : [];
    const windows = this.#windows.gather(
      encoder,
      shown.map(({ window }) => window),
    );
    const heat = this.#heatTable(shown).createView();
    const drawn = { ...picture, scene: { ...scene, layers: shown } };
    for (const [i, target] of targets.entries()) {
      const bar = this.#placeBar(scene, target);
      const packed = this.#sceneBuffer(i, this.#pack(drawn, target, bar));
      this.#draw(
        encoder,
        { packed, tracked: picture.tracked, frame: picture.frame, windows, heat },
        target,
        bar,
      );
    }
  }

  #pack({ scene, island }: GpuPicture, target: GpuTarget, bar: PlacedBar | null): ArrayBuffer {
    const transform = viewTransform(target, scene.frameSize, target.size);
    return packScene(scene, target, {
      transform,
      target: target.size,
      island,
      barCorner: bar ?? { x: 0, y: 0 },
    });
  }

  #draw(
    encoder: GPUCommandEncoder,
    bound: {
      packed: GPUBuffer;
      tracked: GPUBuffer;
      frame: GPUTexture;
      windows: GPUBuffer;
      heat: GPUTextureView;
    },
    target: GpuTarget,
    bar: PlacedBar | null,
  ): void {
    const { device } = this.gpu;
    const { packed, tracked, frame, windows, heat } = bound;
    const { field: shade, bar: layBar } = this.pipelines;
    const pass = encoder.beginRenderPass({
      label: 'overlay',
      colorAttachments: [{ view: target.view, loadOp: 'clear', storeOp: 'store' }],
    });
    pass.setPipeline(shade);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout: shade.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: { buffer: packed } },
          { binding: 1, resource: { buffer: tracked } },
          { binding: 2, resource: frame.createView() },
          { binding: 3, resource: this.#sampler },
          { binding: 5, resource: heat },
          { binding: 6, resource: { buffer: windows } },
        ],
      }),
    );
    pass.draw(3);
    if (bar) {
      pass.setPipeline(layBar);
      pass.setScissorRect(bar.x, bar.y, bar.texture.width, bar.texture.height);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: layBar.getBindGroupLayout(0),
          entries: [
            { binding: 0, resource: { buffer: packed } },
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
  async snapshot(picture: GpuPicture, view: OutputView = PLAIN_VIEW): Promise<Picture> {
    const raw = await this.capture(picture, view);
    return { width: raw.width, height: raw.height, rgba: unpackPicture(raw) };
  }

  /** {@link snapshot} as the graphics card hands it over, so that unpacking can be done elsewhere. */
  async capture(picture: GpuPicture, view: OutputView = PLAIN_VIEW): Promise<RawPicture> {
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
        const size = { width, height };
        this.render(encoder, picture, [{ ...view, view: texture.createView(), size }]);
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

  #sceneBuffer(index: number, packed: ArrayBuffer): GPUBuffer {
    let buffer = this.#scenes[index];
    if (!buffer || buffer.size < packed.byteLength) {
      if (buffer) this.#resources.release(buffer);
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
      buffer = this.#resources.buffer({ label: 'overlay scene', size: packed.byteLength, usage });
      this.#scenes[index] = buffer;
    }
    this.gpu.device.queue.writeBuffer(buffer, 0, packed);
    return buffer;
  }

  /** The bar's picture and where it goes; null where none is wanted, the frame is too small, or no length is right. */
  #placeBar(scene: OverlayScene<GPUBuffer>, target: GpuTarget): PlacedBar | null {
    const { pixelRatio } = target;
    const fit = uprightFit(target, scene.frameSize, target.size);
    if (!scene.visible || !scene.scaleBar || !fit) return null;
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
      const height = Math.max(1, styles.length);
      const rgba = new Uint8ClampedArray(HEAT_STEPS * 4 * height);
      styles.forEach((style, k) => {
        rgba.set(heatTable(style, true), k * HEAT_STEPS * 4);
      });
      return { width: HEAT_STEPS, height, rgba };
    });
  }
}
