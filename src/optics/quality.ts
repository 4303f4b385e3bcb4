import { type FieldQuality, REGION_PX } from '../domain/quality';
import { constantText } from '../gpu/constants';
import type { Gpu } from '../gpu/device';
import { Readback } from '../gpu/readback';
import { GpuResources } from '../gpu/resources';
import { compileShader } from '../gpu/shader';
import { declarations } from '../gpu/struct';
import { BLOCK_PX, REGION } from './band-energies';
import { CentreReader } from './centre-reader';
import { fieldQuality } from './field-quality';
import shader from './quality.wgsl?raw';
import { QUALITY_MODEL, WHITE_STEP } from './quality-model';
import { NO_STRUCTURE, type Structure, structureOf } from './spectrum/structure';
import { STAIN } from './stain-sums';
import { LIGHT } from './white-reference';

/** Measures tissue, exposure and blur per region; all that goes over px on the GPU. Same numbers as quality-reference.ts. */
export class QualityMeter {
  readonly #resources: GpuResources;
  readonly #white: GPUBuffer;
  readonly #centre: CentreReader;
  #grid: { columns: number; rows: number; regions: GPUBuffer; readback: Readback } | null = null;

  private constructor(
    private readonly gpu: Gpu,
    private readonly findWhite: GPUComputePipeline,
    private readonly measure: GPUComputePipeline,
  ) {
    this.#resources = new GpuResources(gpu);
    this.#centre = new CentreReader(gpu);
    this.#white = this.#resources.buffer({ label: 'light', size: LIGHT.size, usage: GPUBufferUsage.STORAGE });
  }

  /** @throws ReticleError 'shader-invalid' */
  static async create(gpu: Gpu): Promise<QualityMeter> {
    const { device } = gpu;
    const { SOLID_INK, TINT } = STAIN;
    const constants = constantText({ u32: { WHITE_STEP, BLOCK_PX, REGION_PX, SOLID_INK, TINT } });
    const code = [constants, declarations(LIGHT, REGION), shader].join('\n');
    const module = await compileShader(device, 'optics/quality.wgsl', code);
    const { STAINED, TEXTURED, CLIPPED_BRIGHT, CLIPPED_DARK, DARKEST } = QUALITY_MODEL;
    const { TINTED, GRAIN, INK_RED, INK_BLUE, CAST, INKED, INK_BLACK, INK_GREY } = QUALITY_MODEL;
    const { LUMA_RED, LUMA_GREEN, LUMA_BLUE, WHITE_SHARE, PINK_CAST, GREEN_CAST } = QUALITY_MODEL;
    const { HUE_GREEN, HUE_BROWN, HUE_RED, HUE_VIOLET, HUE_BLUE } = QUALITY_MODEL;
    const make = (entryPoint: string, constants: Record<string, number>) =>
      device.createComputePipelineAsync({
        label: `quality ${entryPoint}`,
        layout: 'auto',
        compute: { module, entryPoint, constants },
      });
    const [findWhite, measure] = await Promise.all([
      make('find_white', { WHITE_SHARE, PINK_CAST, GREEN_CAST }),
      make('measure', {
        ...{ STAINED, TEXTURED, CLIPPED_BRIGHT, CLIPPED_DARK, DARKEST },
        ...{ LUMA_RED, LUMA_GREEN, LUMA_BLUE, TINTED, GRAIN, INK_RED, INK_BLUE },
        ...{ CAST, INKED, INK_BLACK, INK_GREY },
        ...{ HUE_GREEN, HUE_BROWN, HUE_RED, HUE_VIOLET, HUE_BLUE },
      }),
    ]);
    return new QualityMeter(gpu, findWhite, measure);
  }

  /**
   * Records the measurement of a field texture (which must be a source of copies); `fetch` in the same task in which `encoder` is submitted.
   * @param umPerPx scale of the field, for the unit of blur
   * @param known its structure where that is known already: then its px are not read back
   */
  read(
    encoder: GPUCommandEncoder,
    field: GPUTexture,
    umPerPx = 1,
    known: Structure | null = null,
  ): { fetch(tell?: (find: () => Structure) => Structure): Promise<FieldQuality> } {
    const regions = this.readRegions(encoder, field);
    const centre = known ? null : this.#centre.read(encoder, field);
    const size = { width: field.width, height: field.height };
    return {
      fetch: async (tell = (find) => find()) => {
        const [values, px] = await Promise.all([regions.fetch(), centre?.fetch()]);
        return fieldQuality(values, size, umPerPx, () =>
          px ? tell(() => structureOf(px, umPerPx)) : (known ?? NO_STRUCTURE),
        );
      },
    };
  }

  /** What fieldQuality makes the quality of: a REGION for each, row by row. */
  readRegions(encoder: GPUCommandEncoder, field: GPUTexture): { fetch(): Promise<Float32Array> } {
    const { device } = this.gpu;
    const grid = this.#gridOf(field);
    const texture = { binding: 0, resource: field.createView() };
    const white = { binding: 1, resource: { buffer: this.#white } };
    const pass = encoder.beginComputePass({ label: 'quality' });
    pass.setPipeline(this.findWhite);
    pass.setBindGroup(
      0,
      device.createBindGroup({ layout: this.findWhite.getBindGroupLayout(0), entries: [texture, white] }),
    );
    pass.dispatchWorkgroups(1);
    pass.setPipeline(this.measure);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout: this.measure.getBindGroupLayout(0),
        entries: [texture, white, { binding: 2, resource: { buffer: grid.regions } }],
      }),
    );
    pass.dispatchWorkgroups(grid.columns, grid.rows);
    pass.end();
    return {
      fetch: async () => {
        const values = await grid.readback.fetch(grid.regions);
        if (!values) throw new Error('a readback without a limit refused a reading');
        return values;
      },
    };
  }

  destroy(): void {
    this.#grid?.readback.destroy();
    this.#centre.destroy();
    this.#resources.destroy();
  }

  #gridOf(field: GPUTexture) {
    const columns = Math.ceil(field.width / REGION_PX);
    const rows = Math.ceil(field.height / REGION_PX);
    if (this.#grid?.columns === columns && this.#grid.rows === rows) return this.#grid;
    if (this.#grid) {
      this.#grid.readback.destroy();
      this.#resources.release(this.#grid.regions);
    }
    const size = columns * rows * REGION.size;
    const regions = this.#resources.buffer({
      label: 'region quality',
      size,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
    });
    this.#grid = { columns, rows, regions, readback: new Readback(this.gpu.device, size) };
    return this.#grid;
  }
}
