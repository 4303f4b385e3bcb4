import { expect, test } from 'vitest';
import { type PlainRun, preflight, probabilityFault } from './preflight';
import { reference, testManifest, testNetwork } from './test-model';

const network = testNetwork(3);
const manifest = network.manifest;

/** The network by definition, one tile after another. */
const run: PlainRun = async (data, count, size) => {
  const tile = size * size * 3;
  const maps = Array.from({ length: count }, (_, i) =>
    reference(network, data.subarray(i * tile, (i + 1) * tile), size),
  );
  const cells = (size - 2 * manifest.margin) / manifest.stride;
  return { values: new Float32Array(maps.flatMap((map) => [...map])), shape: [count, cells, cells, 1] };
};

test('passes a network that keeps its manifest', async () => {
  await expect(preflight(manifest, 2, run)).resolves.toBeUndefined();
});

test('the input that it shows covers 0..1 before normalisation', async () => {
  const normalised = {
    ...manifest,
    input: {
      ...manifest.input,
      mean: [0.5, 0.5, 0.5] as [number, number, number],
      std: [0.25, 0.25, 0.25] as [number, number, number],
    },
  };
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  await preflight(normalised, 1, async (data, count, size) => {
    for (const value of data) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return run(data, count, size);
  });
  expect([low, high]).toEqual([-2, 2]);
});

test.each([
  ['tile', { ...manifest, margin: 8 }],
  ['classes', testManifest('two', 2)],
])('refuses an output that does not fit %s', async (_, wrong) => {
  await expect(preflight(wrong, 1, run)).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(/gives \[1, .*\] for an input of \[1, 48, 48, 3\].*promise/),
  });
});

test.each([
  [Number.NaN, /gives NaN instead of a probability/],
  [Number.POSITIVE_INFINITY, /gives Infinity instead/],
  [1.5, /gives 1.500, which is not a probability/],
  [-0.1, /gives -0.1000, which is not/],
])('refuses %f in the output', async (value, message) => {
  const spoiled: PlainRun = async (...args) => {
    const output = await run(...args);
    output.values[7] = value;
    return output;
  };
  await expect(preflight(manifest, 1, spoiled)).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(message),
  });
});

test('refuses a network whose output depends on what lies beyond the margin', async () => {
  const leaking: PlainRun = async (data, count, size) => {
    const output = await run(data, count, size);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    return { ...output, values: output.values.map((value) => (value + mean) / 2) };
  };
  await expect(preflight(manifest, 1, leaking)).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(/for a piece of a field where it gives/),
    remedy: expect.stringContaining('seams'),
  });
});

test('rounding just outside of 0..1 is a probability', () => {
  expect(probabilityFault(new Float32Array([0, 1, -1e-7, 1 + 1e-7]))).toBeNull();
});
