import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelManifest } from '../domain/manifest';
import type { LoadedModel, SegmentationRuntime } from '../domain/runtime';
import { createCpuRuntime } from './cpu-runtime';
import { loadModel } from './load-model';
import { cut, distance, testField } from './test-model';
import { parityFields, worstOnCpu, worstOnGpu } from './test-parity';

/** The models of this repository, as the app loads them. */
const folders = Object.keys(import.meta.glob('/models/*/manifest.json', { query: '?url' })).map((path) =>
  path.slice(0, -'manifest.json'.length),
);

test('there are models to test', () => {
  expect(folders.length).toBeGreaterThan(0);
});

describe.each(folders)('%s', (folder) => {
  let runtime: SegmentationRuntime;
  let model: LoadedModel;
  beforeAll(async () => {
    runtime = await createCpuRuntime({ backend: 'wasm' });
    model = await loadModel(runtime, new URL(folder, location.origin).href);
  });
  afterAll(() => runtime?.dispose());

  const onCpu = async (data: Float32Array, size: number): Promise<Float32Array> => {
    const output = await model.infer({ kind: 'cpu', data: new Float32Array(data), count: 1, size });
    return output.kind === 'cpu' ? output.data : new Float32Array();
  };

  test('its folder is its id, and its weights are within the limits of the project', () => {
    expect(folder).toBe(`/models/${model.manifest.id}/`);
    expect(model.manifest.parameters).toBeLessThanOrEqual(1_000_000);
    expect(model.manifest.flopsPerMm2).toBeLessThanOrEqual(12e9);
    expect(model.manifest.cellUm).toBeLessThanOrEqual(16);
  });

  test('tiles equal the whole field', async () => {
    const { tile, margin, stride } = model.manifest;
    const cells = (tile - 2 * margin) / stride + 3;
    const size = 2 * margin + cells * stride;
    const field = normalised(testField(7, size), model.manifest);
    const whole = await onCpu(field, size);
    const tileCells = cells - 3;
    const classes = model.manifest.classes.length;
    for (const [column, row] of [
      [0, 0],
      [3, 3],
      [1, 2],
    ] as const) {
      const piece = await onCpu(cut(field, size, column * stride, row * stride, tile), tile);
      const there = Array.from(piece, (_, i) => {
        const [c, r] = [Math.floor(i / classes) % tileCells, Math.floor(i / classes / tileCells)];
        return whole[((row + r) * cells + column + c) * classes + (i % classes)] ?? Number.NaN;
      });
      expect(distance(piece, there)).toBeLessThan(1e-4);
    }
  });

  // models.long.browser.test.ts has all of them; a software adapter takes long to build a model.
  test('WASM and WebGPU give what PyTorch gives, on some of the fields', async () => {
    const fields = (await parityFields(new URL(folder, location.origin), model.manifest)).slice(0, 2);
    expect(await worstOnCpu(onCpu, fields)).toBeLessThan(1e-3);
    expect(await worstOnGpu(folder, fields.slice(0, 1))).toBeLessThan(1e-3);
  });
});

function normalised(field: Float32Array<ArrayBuffer>, { input }: ModelManifest): Float32Array<ArrayBuffer> {
  return field.map((value, i) => (value - (input.mean[i % 3] ?? 0)) / (input.std[i % 3] ?? 1));
}
