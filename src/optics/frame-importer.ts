import { ReticleError } from '../domain/errors';
import type { GainGrid } from '../domain/flat-field';
import type { Mounting } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import type { Gpu } from '../gpu/device';
import { GpuResources } from '../gpu/resources';
import { compileShader } from '../gpu/shader';
import { nodeScale } from './flat-field/apply';
import { GainTexture } from './flat-field/gain-texture';
import flatFieldShader from './flat-field.wgsl?raw';
import { FrameCopier, type FrameForm, frameForm, yuvEncoding } from './frame-planes';
import shader from './import.wgsl?raw';
import externalShader from './import-external.wgsl?raw';
import { checkFrameSize, mountingMap } from './mounting';
import { yuvToRgb } from './yuv';

type EntryPoint = FrameForm['entryPoint'] | 'imported';
const FIELD_FORMAT = 'rgba8unorm';
/** 6 vec4f, see struct Import. */
const UNIFORM_FLOATS = 24;

/**
 * Brings frames onto the GPU as the field texture: rgba8unorm, sRGB code values, alpha 1, mounting undone.
 * Frames whose pixels are in plain memory are copied plane by plane, which on a software adapter is four
 * times cheaper than the browser's own import; on a real GPU everything but RGB frames is imported.
 */
export class FrameImporter {
  readonly #resources: GpuResources;
  readonly #uniforms: GPUBuffer;
  readonly #copier = new FrameCopier();
  readonly #gains: GainTexture;
  #planes: GPUTexture[] = [];
  #field: GPUTexture | null = null;

  private constructor(
    private readonly gpu: Gpu,
    private readonly pipelines: Readonly<Record<EntryPoint, GPURenderPipeline>>,
    private readonly sampler: GPUSampler,
  ) {
    this.#resources = new GpuResources(gpu);
    this.#gains = new GainTexture(gpu, this.#resources);
    this.#uniforms = this.#resources.filled(
      'import',
      new Float32Array(UNIFORM_FLOATS),
      GPUBufferUsage.UNIFORM,
    );
  }

  /** @throws ReticleError 'shader-invalid' */
  static async create(gpu: Gpu): Promise<FrameImporter> {
    const { device } = gpu;
    const [plain, shared] = await Promise.all([
      compileShader(device, 'optics/import.wgsl', `${shader}\n${flatFieldShader}`),
      compileShader(device, 'optics/import-external.wgsl', `${externalShader}\n${flatFieldShader}`),
    ]);
    const make = (module: GPUShaderModule, entryPoint: EntryPoint) =>
      device.createRenderPipelineAsync({
        label: `import ${entryPoint}`,
        layout: 'auto',
        vertex: { module, entryPoint: 'cover' },
        fragment: { module, entryPoint, targets: [{ format: FIELD_FORMAT }] },
      });
    const [rgb, i420, nv12, imported] = await Promise.all([
      make(plain, 'rgb'),
      make(plain, 'i420'),
      make(plain, 'nv12'),
      make(shared, 'imported'),
    ]);
    const sampler = device.createSampler({ minFilter: 'linear', magFilter: 'linear' });
    return new FrameImporter(gpu, { rgb, i420, nv12, imported }, sampler);
  }

  /**
   * Records the pass that writes the field texture. Submit `encoder` in the same task as the promise
   * resolves and before `frame` is closed. The texture is owned here and reused while the size stays.
   * @param flatField gains of this camera; those of another frame size are not applied
   * @throws ReticleError 'file-too-large' or 'file-empty' for sizes that are no live field,
   *   'video-corrupt' where the pixels cannot be read
   */
  async import(
    encoder: GPUCommandEncoder,
    frame: VideoFrame,
    mounting: Mounting,
    flatField: GainGrid | null = null,
  ): Promise<GPUTexture> {
    const visible = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
    const size = { width: visible.width, height: visible.height };
    checkFrameSize(size, this.gpu.device.limits.maxTextureDimension2D);
    const map = mountingMap(size, mounting);
    const form = frameForm(frame.format);
    const copied =
      form && (this.gpu.software || form.entryPoint === 'rgb') ? await this.#upload(frame, form) : null;

    this.gpu.device.queue.writeBuffer(
      this.#uniforms,
      0,
      new Float32Array([
        ...[map.a, map.b, map.tx, 0, map.c, map.d, map.ty, 0],
        ...yuvToRgb(yuvEncoding(frame)).flat(),
        ...nodeScale(flatField, size),
      ]),
    );
    const field = this.#fieldOf(map.size);
    const entryPoint = copied ? copied.entryPoint : 'imported';
    const pipeline = this.pipelines[entryPoint];
    const sources: GPUBindingResource[] = copied
      ? this.#planes.map((texture) => texture.createView())
      : [this.#share(frame)];
    const entries: GPUBindGroupEntry[] = [
      { binding: 0, resource: { buffer: this.#uniforms } },
      ...sources.map((resource, i) => ({ binding: i + 1, resource })),
      { binding: 5, resource: this.#gains.of(flatField).createView() },
    ];
    if (entryPoint === 'i420' || entryPoint === 'nv12') entries.push({ binding: 4, resource: this.sampler });
    const pass = encoder.beginRenderPass({
      label: 'import',
      colorAttachments: [{ view: field.createView(), loadOp: 'clear', storeOp: 'store' }],
    });
    pass.setPipeline(pipeline);
    pass.setBindGroup(
      0,
      this.gpu.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }),
    );
    pass.draw(3);
    pass.end();
    return field;
  }

  destroy(): void {
    this.#resources.destroy();
  }

  #share(frame: VideoFrame): GPUExternalTexture {
    try {
      return this.gpu.device.importExternalTexture({ source: frame });
    } catch (cause) {
      throw unreadable(frame, cause);
    }
  }

  async #upload(frame: VideoFrame, form: FrameForm): Promise<FrameForm> {
    const { bytes, planes } = await this.#copier.copy(frame, form).catch((cause: unknown) => {
      throw unreadable(frame, cause);
    });
    const fits = planes.every((plane, i) => {
      const texture = this.#planes[i];
      return (
        texture?.width === plane.width &&
        texture.height === plane.height &&
        texture.format === plane.form.texture
      );
    });
    if (!fits || this.#planes.length !== planes.length) {
      for (const texture of this.#planes) this.#resources.release(texture);
      this.#planes = planes.map((plane) =>
        this.#resources.texture({
          label: 'frame plane',
          size: { width: plane.width, height: plane.height },
          format: plane.form.texture,
          usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
        }),
      );
    }
    planes.forEach((plane, i) => {
      const texture = this.#planes[i];
      if (texture)
        this.gpu.device.queue.writeTexture(
          { texture },
          bytes,
          { offset: plane.offset, bytesPerRow: plane.stride },
          { width: plane.width, height: plane.height },
        );
    });
    return form;
  }

  #fieldOf(size: SizePx): GPUTexture {
    if (this.#field?.width === size.width && this.#field.height === size.height) return this.#field;
    if (this.#field) this.#resources.release(this.#field);
    this.#field = this.#resources.texture({
      label: 'field',
      size,
      format: FIELD_FORMAT,
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
    });
    return this.#field;
  }
}

function unreadable(frame: VideoFrame, cause: unknown): ReticleError {
  return new ReticleError(
    'video-corrupt',
    `A frame of ${frame.codedWidth} x ${frame.codedHeight} px (${frame.format ?? 'unknown layout'}) could not be read.`,
    'If this stays, choose the source again or another resolution.',
    { cause },
  );
}
