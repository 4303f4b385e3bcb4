import { decodeGains, type GainGrid, sameGains } from '../../domain/flat-field';
import type { Gpu } from '../../gpu/device';
import type { GpuResources } from '../../gpu/resources';

/** The gains on the GPU, rgba32float, one texel a node; written again only when the grid is another. */
export class GainTexture {
  #grid: GainGrid | null = null;
  #texture: GPUTexture | null = null;

  constructor(
    private readonly gpu: Gpu,
    private readonly resources: GpuResources,
  ) {}

  /** The texture of this grid; without one any texture, to fill the binding. */
  of(grid: GainGrid | null): GPUTexture {
    if (this.#texture && (grid === null || (this.#grid && sameGains(grid, this.#grid)))) return this.#texture;
    const size = grid ? { width: grid.columns, height: grid.rows } : { width: 2, height: 2 };
    if (this.#texture) this.resources.release(this.#texture);
    this.#texture = this.resources.texture({
      label: 'gains',
      size,
      format: 'rgba32float',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
    });
    this.#grid = grid;
    if (!grid) return this.#texture;
    const gains = decodeGains(grid);
    const texels = new Float32Array(4 * grid.columns * grid.rows);
    for (let i = 0; i < grid.columns * grid.rows; i++) texels.set(gains.subarray(3 * i, 3 * i + 3), 4 * i);
    this.gpu.device.queue.writeTexture(
      { texture: this.#texture },
      texels,
      { bytesPerRow: 16 * grid.columns },
      size,
    );
    return this.#texture;
  }
}
