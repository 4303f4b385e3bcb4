import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadedModel, SegmentationRuntime } from '../domain/runtime';
import { createCpuRuntime } from './cpu-runtime';
import { loadModel } from './load-model';
import { type ParityPiece, parityFields, worstOnCpu, worstOnGpu } from './test-parity';

/** Each model of this repository on every field that PyTorch's answer was kept for. */
const folders = Object.keys(import.meta.glob('/models/*/manifest.json', { query: '?url' })).map((path) =>
  path.slice(0, -'manifest.json'.length),
);

describe.each(folders)('%s', (folder) => {
  let runtime: SegmentationRuntime;
  let model: LoadedModel;
  let fields: ParityPiece[][];
  beforeAll(async () => {
    runtime = await createCpuRuntime({ backend: 'wasm' });
    model = await loadModel(runtime, new URL(folder, location.origin).href);
    fields = await parityFields(new URL(folder, location.origin), model.manifest);
  });
  afterAll(() => runtime?.dispose());

  test('WASM gives what PyTorch gives, on 20 fields', async () => {
    expect(fields.length).toBeGreaterThanOrEqual(20);
    const onCpu = async (data: Float32Array, size: number): Promise<Float32Array> => {
      const output = await model.infer({ kind: 'cpu', data: new Float32Array(data), count: 1, size });
      return output.kind === 'cpu' ? output.data : new Float32Array();
    };
    expect(await worstOnCpu(onCpu, fields)).toBeLessThan(1e-3);
  });

  test('WebGPU gives what PyTorch gives, on a piece of each of 20 fields', async () => {
    expect(fields.length).toBeGreaterThanOrEqual(20);
    expect(await worstOnGpu(folder, fields)).toBeLessThan(1e-3);
  });
});
