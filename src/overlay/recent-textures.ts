import type { GpuResources } from '../gpu/resources';

/** RGBA bytes, row by row. */
export interface Texels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Small textures that change seldom: the last few stay, by what they show. */
export class RecentTextures {
  readonly #kept = new Map<string, GPUTexture>();

  /** @param limit more than the renders that may be recorded and not yet submitted: those may use any. */
  constructor(
    private readonly resources: GpuResources,
    private readonly label: string,
    private readonly limit: number,
  ) {}

  get(key: string, make: () => Texels): GPUTexture {
    const kept = this.#kept.get(key);
    if (kept) {
      // Newest last.
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const { width, height, rgba } = make();
    const texture = this.resources.texture({
      label: this.label,
      size: { width, height },
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
    });
    this.resources.gpu.device.queue.writeTexture(
      { texture },
      rgba,
      { bytesPerRow: width * 4 },
      { width, height },
    );
    this.#kept.set(key, texture);
    const [oldest] = this.#kept.size > this.limit ? this.#kept : [];
    if (oldest) {
      this.#kept.delete(oldest[0]);
      this.resources.release(oldest[1]);
    }
    return texture;
  }
}
