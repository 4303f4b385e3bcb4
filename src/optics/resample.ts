import type { Gpu } from '../gpu/device';
import { GpuResources } from '../gpu/resources';
import { computePipeline } from '../gpu/shader';
import { declarations, f32, packArray, strideOf, struct, u32, vec2f, vec3f } from '../gpu/struct';
import shader from './resample.wgsl?raw';
import type { TileCut } from './tile-cut';

const CUT = struct('Cut', {
  mean: vec3f,
  /** Field px per model px. */
  scale: f32,
  inverse_std: vec3f,
  /** Side of a tile, model px. */
  size: u32,
  count: u32,
});
/** Corners a batch: the most tiles in one go. */
const MOST_TILES = 256;

/** Cuts tiles out of the field at a model's um/px, for the network. Same numbers as resample-reference.ts. */
export class Resampler {
  readonly #resources: GpuResources;
  readonly #uniforms: GPUBuffer;
  readonly #corners: GPUBuffer;
  #tiles: GPUBuffer | null = null;

  private constructor(
    private readonly gpu: Gpu,
    private readonly pipeline: GPUComputePipeline,
  ) {
    this.#resources = new GpuResources(gpu);
    const usage = GPUBufferUsage.COPY_DST;
    this.#uniforms = this.#resources.buffer({
      label: 'tile cut',
      size: CUT.size,
      usage: usage | GPUBufferUsage.UNIFORM,
    });
    this.#corners = this.#resources.buffer({
      label: 'tile corners',
      size: MOST_TILES * strideOf(vec2f),
      usage: usage | GPUBufferUsage.STORAGE,
    });
  }

  /** @throws ReticleError 'shader-invalid' */
  static async create(gpu: Gpu): Promise<Resampler> {
    const code = `${declarations(CUT)}\n${shader}`;
    return new Resampler(gpu, await computePipeline(gpu.device, 'optics/resample.wgsl', code));
  }

  /**
   * Records the pass. One call per submitted encoder, as all calls share the output.
   * @returns float32 [corners.length, sizePx, sizePx, 3], NHWC, usage STORAGE | COPY_SRC; owned here, valid
   *   until the next call, replaced when a batch needs more room. Px outside the field repeat its border.
   */
  encode(encoder: GPUCommandEncoder, field: GPUTexture, cut: TileCut): GPUBuffer {
    const { queue } = this.gpu.device;
    const count = cut.corners.length;
    if (count < 1 || count > MOST_TILES) throw new RangeError(`cannot cut ${count} tiles, 1..${MOST_TILES}`);
    const { mean, scale, sizePx: size } = cut;
    const [red, green, blue] = cut.std;
    const inverse_std = [1 / red, 1 / green, 1 / blue] as const;
    queue.writeBuffer(this.#uniforms, 0, CUT.pack({ mean, scale, inverse_std, size, count }));
    const corners = cut.corners.map(({ x, y }) => [x, y] as const);
    queue.writeBuffer(this.#corners, 0, packArray(vec2f, corners));
    const tiles = this.#room(count * cut.sizePx * cut.sizePx * 3 * 4);
    const pass = encoder.beginComputePass({ label: 'resample' });
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(
      0,
      this.gpu.device.createBindGroup({
        layout: this.pipeline.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: { buffer: this.#uniforms } },
          { binding: 1, resource: { buffer: this.#corners } },
          { binding: 2, resource: field.createView() },
          { binding: 3, resource: { buffer: tiles } },
        ],
      }),
    );
    const groups = Math.ceil(cut.sizePx / 8);
    pass.dispatchWorkgroups(groups, groups, count);
    pass.end();
    return tiles;
  }

  destroy(): void {
    this.#resources.destroy();
  }

  #room(bytes: number): GPUBuffer {
    if (this.#tiles && this.#tiles.size >= bytes) return this.#tiles;
    if (this.#tiles) this.#resources.release(this.#tiles);
    this.#tiles = this.#resources.buffer({
      label: 'tiles',
      size: bytes,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
    });
    return this.#tiles;
  }
}
