import type { ModelManifest } from '../domain/manifest';
import { openGpu } from '../gpu/device';
import { readBuffer } from '../gpu/readback';
import { createGpuRuntime } from './gpu-runtime';
import { loadModel } from './load-model';
import { cut, distance } from './test-model';

/**
 * Fixtures of models/<id>/parity/, written by models/training: what PyTorch gives for procedural fields with the
 * weights as stored. index.json lists the fields, inputs.bin holds their RGB bytes, outputs.bin their float32.
 */
interface FieldEntry {
  readonly height: number;
  readonly width: number;
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
}

/** A square piece of a fixture, as the runtime takes it: [size, size, 3] in, [cells, cells, classes] out. */
export interface ParityPiece {
  readonly size: number;
  readonly input: Float32Array<ArrayBuffer>;
  readonly expected: Float32Array<ArrayBuffer>;
}

/** The fixtures of a model's folder, each as the square pieces that cover it. */
export async function parityFields(folder: URL, manifest: ModelManifest): Promise<ParityPiece[][]> {
  const get = async (name: string): Promise<Response> => {
    const response = await fetch(new URL(`parity/${name}`, folder));
    const isPage = response.headers.get('content-type')?.includes('text/html');
    if (!response.ok || isPage) throw new Error(`${folder.pathname}parity/${name} is missing`);
    return response;
  };
  const index: readonly FieldEntry[] = await (await get('index.json')).json();
  const inputs = new Uint8Array(await (await get('inputs.bin')).arrayBuffer());
  const outputs = new Float32Array(await (await get('outputs.bin')).arrayBuffer());
  let pixel = 0;
  let cell = 0;
  const fields = index.map((entry) => {
    const bytes = entry.height * entry.width * 3;
    const values = entry.rows * entry.columns * entry.classes;
    const field = pieces(
      entry,
      inputs.subarray(pixel, pixel + bytes),
      outputs.subarray(cell, cell + values),
      manifest,
    );
    pixel += bytes;
    cell += values;
    return field;
  });
  if (pixel !== inputs.length || cell !== outputs.length)
    throw new Error(`${folder.pathname}parity: index.json does not describe the .bin files`);
  return fields;
}

function pieces(
  { height, width, columns, rows, classes }: FieldEntry,
  rgb: Uint8Array,
  output: Float32Array,
  { margin, stride, input: { mean, std } }: ModelManifest,
): ParityPiece[] {
  const across = Math.min(columns, Math.floor((width - 2 * margin) / stride));
  const down = Math.min(rows, Math.floor((height - 2 * margin) / stride));
  const cells = Math.min(across, down);
  if (cells < 1) throw new Error(`a field of ${width} x ${height} px holds no cell of this model`);
  const size = 2 * margin + cells * stride;
  const field = Float32Array.from(rgb, (value, i) => (value / 255 - (mean[i % 3] ?? 0)) / (std[i % 3] ?? 1));
  const found: ParityPiece[] = [];
  for (const row of starts(down, cells))
    for (const column of starts(across, cells)) {
      const expected = new Float32Array(cells * cells * classes);
      for (let r = 0; r < cells; r++) {
        const from = ((row + r) * columns + column) * classes;
        expected.set(output.subarray(from, from + cells * classes), r * cells * classes);
      }
      found.push({ size, input: cut(field, width, column * stride, row * stride, size), expected });
    }
  return found;
}

/** First cells of pieces of `length` that cover `total` cells. */
function starts(total: number, length: number): number[] {
  const all: number[] = [];
  for (let start = 0; start + length < total; start += length) all.push(start);
  return [...all, total - length];
}

/** Largest difference of probability between a model on the CPU and PyTorch, over all pieces of the fields. */
export async function worstOnCpu(
  infer: (input: Float32Array, size: number) => Promise<Float32Array>,
  fields: readonly ParityPiece[][],
): Promise<number> {
  let worst = 0;
  for (const { input, size, expected } of fields.flat())
    worst = Math.max(worst, distance(await infer(input, size), expected));
  return worst;
}

/** The same on WebGPU, on the first piece of each field: the software adapter takes a second for a whole field. */
export async function worstOnGpu(folder: string, fields: readonly ParityPiece[][]): Promise<number> {
  const gpu = await openGpu();
  const runtime = await createGpuRuntime(gpu);
  let worst = 0;
  try {
    const model = await loadModel(runtime, new URL(folder, location.origin).href);
    for (const { input, size, expected } of fields.flatMap((pieces) => pieces.slice(0, 1))) {
      const buffer = gpu.device.createBuffer({
        size: input.byteLength,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      });
      gpu.device.queue.writeBuffer(buffer, 0, input);
      const output = await model.infer({ kind: 'gpu', buffer, count: 1, size });
      if (output.kind !== 'gpu') throw new Error('expected a GPU buffer');
      const values = await readBuffer(gpu.device, output.buffer, expected.byteLength);
      output.dispose();
      buffer.destroy();
      worst = Math.max(worst, distance(new Float32Array(values), expected));
    }
  } finally {
    runtime.dispose();
    gpu.destroy();
  }
  return worst;
}
