import type { SizePx } from '../../domain/geometry';
import type { ModelManifest } from '../../domain/manifest';
import type { Tile, TileInput } from '../../domain/tile';
import type { TrackedField } from '../../domain/tracking';
import type { Gpu } from '../../gpu/device';
import { readBuffer } from '../../gpu/readback';
import { GpuResources } from '../../gpu/resources';
import type { QualityMeter } from '../../optics/quality';
import type { Resampler } from '../../optics/resample';
import { StructureWatch } from '../../optics/structure-watch';
import type { TileCut } from '../../optics/tile-cut';
import type { Tracker } from '../../tracking/tracker';
import type { PinnedField } from '../field-pipeline';
import { cutOf } from '../tile-cut';
import type { FieldImage } from './field-image';

/** Textures that nobody holds are kept for the next pins: the loop lets go of one and asks for one at every pass. */
const SPARE_TEXTURES = 2;

/** What is known of a field when it is held. */
type PinnedFacts = Omit<FieldImage<unknown>, 'picture'>;

/** Holds fields still in textures of their own, and cuts tiles out of them. */
export class GpuPins {
  readonly #resources: GpuResources;
  readonly #structure = new StructureWatch();
  #spare: GPUTexture[] = [];

  constructor(
    private readonly gpu: Gpu,
    private readonly tracker: Pick<Tracker, 'read'>,
    private readonly quality: Pick<QualityMeter, 'read'>,
    private readonly resampler: Pick<Resampler, 'encode'>,
  ) {
    this.#resources = new GpuResources(gpu);
  }

  /** Copies the field before the first await: picture, place and quality are of this very frame. */
  async pin(field: GPUTexture, facts: PinnedFacts): Promise<PinnedField> {
    const { device } = this.gpu;
    const { size, capturedAt, sequence, umPerPx } = facts;
    const pinned = this.#take(field);
    let held = true;
    const release = () => {
      if (held) this.#giveBack(pinned);
      held = false;
    };
    try {
      const encoder = device.createCommandEncoder({ label: 'pin field' });
      encoder.copyTextureToTexture({ texture: field }, { texture: pinned }, size);
      const known = this.#structure.recall(facts);
      const measured = this.quality.read(encoder, pinned, umPerPx ?? 1, known);
      device.queue.submit([encoder.finish()]);
      const place = umPerPx === null ? null : this.tracker.read();
      const [tracked, quality] = await Promise.all([
        place,
        measured.fetch((find) => this.#structure.of(facts, find)),
      ]);
      const mustBeHeld = () => {
        if (!held) throw new Error('this field was let go');
      };
      return {
        ...{ size, capturedAt, sequence, tracked, quality, release },
        extract: async (manifest, tiles, sizePx, memory) => {
          mustBeHeld();
          return this.#extract(pinned, size, tracked, manifest, tiles, sizePx, memory);
        },
        resample: async (cut) => {
          mustBeHeld();
          return this.#resample(pinned, cut);
        },
      };
    } catch (cause) {
      release();
      throw cause;
    }
  }

  /** A verdict on the picture of an earlier slide does not hold for another. */
  forget(): void {
    this.#structure.forget();
  }

  destroy(): void {
    this.#spare = [];
    this.#resources.destroy();
  }

  async #extract(
    pinned: GPUTexture,
    size: SizePx,
    tracked: TrackedField | null,
    manifest: ModelManifest,
    tiles: readonly Tile[],
    sizePx: number,
    memory: 'gpu' | 'cpu',
  ): Promise<TileInput> {
    const encoder = this.gpu.device.createCommandEncoder({ label: 'cut tiles' });
    const buffer = this.resampler.encode(encoder, pinned, cutOf(size, tracked, manifest, tiles, sizePx));
    this.gpu.device.queue.submit([encoder.finish()]);
    const count = tiles.length;
    if (memory === 'gpu') return { kind: 'gpu', buffer, count, size: sizePx };
    const bytes = await readBuffer(this.gpu.device, buffer, count * sizePx * sizePx * 3 * 4);
    return { kind: 'cpu', data: new Float32Array(bytes), count, size: sizePx };
  }

  async #resample(pinned: GPUTexture, cut: TileCut): Promise<Float32Array> {
    const encoder = this.gpu.device.createCommandEncoder({ label: 'cut mosaic' });
    const buffer = this.resampler.encode(encoder, pinned, cut);
    this.gpu.device.queue.submit([encoder.finish()]);
    const floats = cut.corners.length * cut.sizePx * cut.sizePx * 3;
    return new Float32Array(await readBuffer(this.gpu.device, buffer, floats * 4));
  }

  #take({ width, height, format }: GPUTexture): GPUTexture {
    const fits = (texture: GPUTexture) =>
      texture.width === width && texture.height === height && texture.format === format;
    const found = this.#spare.find(fits);
    // Those of another size belong to a source that is gone.
    for (const other of this.#spare) if (!fits(other)) this.#resources.release(other);
    this.#spare = this.#spare.filter((texture) => fits(texture) && texture !== found);
    return (
      found ??
      this.#resources.texture({
        label: 'pinned field',
        size: { width, height },
        format,
        usage:
          GPUTextureUsage.TEXTURE_BINDING |
          GPUTextureUsage.COPY_DST |
          GPUTextureUsage.COPY_SRC |
          GPUTextureUsage.STORAGE_BINDING,
      })
    );
  }

  #giveBack(texture: GPUTexture): void {
    if (this.#spare.length < SPARE_TEXTURES) this.#spare.push(texture);
    else this.#resources.release(texture);
  }
}
