import { CELL_UNKNOWN, CELL_WINDOW } from '../domain/overlay';
import type { TileOutput } from '../domain/tile';
import type { Gpu } from '../gpu/device';
import { readBuffer } from '../gpu/readback';
import { GpuResources } from '../gpu/resources';
import { compileShader } from '../gpu/shader';
import { declarations, i32, packArray, struct, vec2i, vec4i } from '../gpu/struct';
import type { CellRect, TileBatch } from './cell-batch';
import type { CellStore } from './cell-window';
import shader from './cells.wgsl?raw';

const PLACEMENT = struct('Placement', {
  /** A side of a tile's core. */
  cells: i32,
  /** Class to take, of how many in the output. */
  class_index: i32,
  class_count: i32,
  tile_count: i32,
});

interface Pipelines {
  readonly scatter: GPUComputePipeline;
  readonly clear: GPUComputePipeline;
}

/** Compiles the two passes once; stores of all models share them. */
export async function cellPipelines(gpu: Gpu): Promise<Pipelines> {
  const code = `${declarations(PLACEMENT)}\n${shader}`;
  const module = await compileShader(gpu.device, 'slide-map/cells.wgsl', code);
  const make = (entryPoint: string, constants: Record<string, number>) =>
    gpu.device.createComputePipelineAsync({
      label: `slide-map ${entryPoint}`,
      layout: 'auto',
      compute: { module, entryPoint, constants },
    });
  const [scatter, clear] = await Promise.all([
    make('scatter', { WINDOW: CELL_WINDOW }),
    make('clear', { WINDOW: CELL_WINDOW, UNKNOWN: CELL_UNKNOWN }),
  ]);
  return { scatter, clear };
}

/** Cell values in GPU buffers, written by a compute pass from the model's own output: no readback. */
export class GpuCellStore implements CellStore<GPUBuffer> {
  readonly windows: readonly GPUBuffer[];
  readonly #resources: GpuResources;
  /** Inputs of the last batches, destroyed when the next is written (queue order keeps them valid). */
  #scratch: GPUBuffer[] = [];

  constructor(
    gpu: Gpu,
    private readonly pipelines: Pipelines,
    classes: number,
  ) {
    this.#resources = new GpuResources(gpu);
    this.windows = Array.from({ length: classes }, (_, k) =>
      this.#resources.buffer({
        label: `cells of class ${k}`,
        size: CELL_WINDOW * CELL_WINDOW * 4,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      }),
    );
    this.clear({ column: 0, row: 0, width: CELL_WINDOW, height: CELL_WINDOW });
  }

  clear(rect: CellRect): void {
    const { device } = this.#resources.gpu;
    this.#dropScratch();
    const encoder = device.createCommandEncoder({ label: 'forget cells' });
    const rectangle = this.#keep(
      packArray(vec4i, [[rect.column, rect.row, rect.width, rect.height]]),
      GPUBufferUsage.UNIFORM,
    );
    for (const window of this.windows) {
      const pass = encoder.beginComputePass();
      pass.setPipeline(this.pipelines.clear);
      pass.setBindGroup(
        0,
        device.createBindGroup({ layout: this.pipelines.clear.getBindGroupLayout(0), entries: [] }),
      );
      pass.setBindGroup(
        1,
        device.createBindGroup({
          layout: this.pipelines.clear.getBindGroupLayout(1),
          entries: [
            { binding: 0, resource: { buffer: window } },
            { binding: 1, resource: { buffer: rectangle } },
          ],
        }),
      );
      pass.dispatchWorkgroups(Math.ceil(rect.width / 8), Math.ceil(rect.height / 8));
      pass.end();
    }
    device.queue.submit([encoder.finish()]);
  }

  write({ tiles, cells, codes }: TileBatch, output: TileOutput | null): void {
    const { device } = this.#resources.gpu;
    this.#dropScratch();
    const corners = this.#keep(
      packArray(
        vec2i,
        tiles.map((tile) => [tile.column, tile.row] as const),
      ),
      GPUBufferUsage.STORAGE,
    );
    const codeBuffer = this.#keep(codes, GPUBufferUsage.STORAGE);
    const probabilities =
      output?.kind === 'gpu'
        ? output.buffer
        : this.#keep(output ? new Float32Array(output.data) : new Float32Array(4), GPUBufferUsage.STORAGE);
    const encoder = device.createCommandEncoder({ label: 'write cells' });
    this.windows.forEach((window, k) => {
      const placement = this.#keep(
        PLACEMENT.pack({
          ...{ cells, class_index: k },
          ...{ class_count: this.windows.length, tile_count: tiles.length },
        }),
        GPUBufferUsage.UNIFORM,
      );
      const pass = encoder.beginComputePass();
      pass.setPipeline(this.pipelines.scatter);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: this.pipelines.scatter.getBindGroupLayout(0),
          entries: [window, placement, corners, codeBuffer, probabilities].map((buffer, binding) => ({
            binding,
            resource: { buffer },
          })),
        }),
      );
      pass.dispatchWorkgroups(Math.ceil((tiles.length * cells * cells) / 64));
      pass.end();
    });
    device.queue.submit([encoder.finish()]);
  }

  async read(classIndex: number): Promise<Float32Array> {
    const window = this.windows[classIndex];
    if (!window) throw new Error(`no class ${classIndex}`);
    return new Float32Array(await readBuffer(this.#resources.gpu.device, window));
  }

  destroy(): void {
    this.#resources.destroy();
  }

  #keep(data: Float32Array<ArrayBuffer> | ArrayBuffer, usage: number): GPUBuffer {
    const buffer = this.#resources.filled('cell batch', data, usage);
    this.#scratch.push(buffer);
    return buffer;
  }

  #dropScratch(): void {
    for (const buffer of this.#scratch) this.#resources.release(buffer);
    this.#scratch = [];
  }
}
