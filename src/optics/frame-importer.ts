import type { GainGrid } from '../domain/flat-field';
import type { Mounting } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import type { Gpu } from '../gpu/device';
import { GpuResources } from '../gpu/resources';
import { compileShader } from '../gpu/shader';
import type { Four } from '../gpu/struct';
import { fieldGeometry } from './field-geometry';
import { nodeScale } from './flat-field/apply';
import { GainTexture } from './flat-field/gain-texture';
import flatFieldShader from './flat-field.wgsl?raw';
import { type CopiedFrame, FrameCopier, type FrameForm, yuvEncoding } from './frame-planes';
import shader from './import.wgsl?raw';
import { IMPORT, importDeclarations } from './import-struct';
import type { MountingMap } from './mounting';
import { yuvToRgb } from './yuv';

type EntryPoint = FrameForm['entryPoint'];
const FIELD_FORMAT = 'rgba8unorm';

/**
 * Brings frames onto the GPU as the field texture: rgba8unorm, sRGB code values, alpha 1, mounting undone. Planes
 * are copied and converted here, never by the browser's own import: colours are the same on every machine.
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
    this.#uniforms = this.#resources.filled('import', IMPORT.pack(IMPORT.zero()), GPUBufferUsage.UNIFORM);
  }

  /** @throws ReticleError 'shader-invalid' */
  static async create(gpu: Gpu): Promise<FrameImporter> {
    const { device } = gpu;
    const code = [importDeclarations(), shader, flatFieldShader].join('\n');
    const module = await compileShader(device, 'optics/import.wgsl', code);
    const make = (entryPoint: EntryPoint) =>
      device.createRenderPipelineAsync({
        label: `import ${entryPoint}`,
        layout: 'auto',
        vertex: { module, entryPoint: 'cover' },
        fragment: { module, entryPoint, targets: [{ format: FIELD_FORMAT }] },
      });
    const [rgb, planar, nv12] = await Promise.all([make('rgb'), make('planar'), make('nv12')]);
    const sampler = device.createSampler({ minFilter: 'linear', magFilter: 'linear' });
    return new FrameImporter(gpu, { rgb, planar, nv12 }, sampler);
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
    const geometry = fieldGeometry(frame, mounting, this.gpu.device.limits.maxTextureDimension2D);
    const copied = await this.#copier.copy(frame);
    this.#upload(copied);
    const { form, planes, upright } = copied;
    const [across, down] = rows(upright ? geometry.toFrame : geometry.toStored);
    const [frame_across, frame_down] = rows(geometry.toFrame);
    const [red, green, blue] = yuvToRgb(yuvEncoding(frame));
    const { across: wide, down: high } = planes[1]?.form ?? { across: 1, down: 1 };
    const how = IMPORT.pack({
      ...{ across, down, frame_across, frame_down, red, green, blue },
      nodes: nodeScale(flatField, geometry.frame),
      chroma: [1 / wide, 1 / high],
    });
    this.gpu.device.queue.writeBuffer(this.#uniforms, 0, how);
    const field = this.#fieldOf(geometry.size);
    const pipeline = this.pipelines[form.entryPoint];
    const entries: GPUBindGroupEntry[] = [
      { binding: 0, resource: { buffer: this.#uniforms } },
      ...this.#planes.map((texture, i) => ({ binding: i + 1, resource: texture.createView() })),
      { binding: 5, resource: this.#gains.of(flatField).createView() },
    ];
    if (form.entryPoint !== 'rgb') entries.push({ binding: 4, resource: this.sampler });
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

  #upload({ bytes, planes }: CopiedFrame): void {
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

/** The two rows of a map, as dot products with (fx, fy, 1, 0). */
function rows(map: MountingMap): readonly [Four, Four] {
  return [
    [map.a, map.b, map.tx, 0],
    [map.c, map.d, map.ty, 0],
  ];
}
