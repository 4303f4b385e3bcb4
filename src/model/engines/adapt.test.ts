import { expect, test } from 'vitest';
import { asModel, type OwnManifest } from '../../domain/manifest';
import { adapt, isOwnModel, mirrored } from './adapt';
import type { NetworkCore } from './core';

const own = (change: Partial<OwnManifest> = {}, output: Partial<OwnManifest['network']['output']> = {}) => {
  const manifest = asModel({
    ...{
      schema: 2,
      id: 'own-1',
      version: '1',
      task: 'segmentation',
      name: 'Own',
      description: 'd',
      researchUseOnly: true,
    },
    classes: [{ id: 'a', name: 'A', threshold: 0.5 }],
    ...{
      umPerPx: 1,
      umPerPxRange: [0.5, 1.25],
      tile: 16,
      margin: 4,
      stride: 4,
      cellUm: 4,
      expects: 'h-and-e',
    },
    network: {
      engine: 'onnx',
      input: { axes: 'bcyx', order: 'grey', white: 255, steps: [] },
      output: { axes: 'bcyx', channels: 1, stride: null, steps: [], keep: [0], ...output },
    },
    ...{ licence: null, authors: [], files: [{ path: 'model.onnx', sha256: '0'.repeat(64) }] },
    ...change,
  } as OwnManifest);
  if (!isOwnModel(manifest)) throw new Error('no network');
  return manifest;
};

/** Gives what it is given: each channel of the input, as often as there are channels in the answer. */
const echo: NetworkCore = {
  run: async (data, dims) => ({ values: new Float32Array(data), dims }),
  dispose: () => {},
};

const gradient = (size: number) =>
  Float32Array.from({ length: size * size * 3 }, (_, i) => (Math.floor(i / 3) % size) / 255);

test('cells are the mean of the px in them; a smaller tile gives the same for the same px', async () => {
  const run = adapt(own(), echo);
  const whole = await run(gradient(16), 1, 16);
  expect(whole.shape).toEqual([1, 2, 2, 1]);
  // Columns 4 to 7 and 8 to 11.
  expect([...whole.values].map((value) => Math.round(value * 100) / 100)).toEqual([5.5, 9.5, 5.5, 9.5]);
  const part = await run(gradient(12), 1, 12);
  expect(part.shape).toEqual([1, 1, 1, 1]);
  expect(part.values[0]).toBeCloseTo(5.5, 4);
});

test('what lies beyond the border is mirrored', () => {
  expect([-3, -2, -1, 0, 1, 2, 3, 4, 5].map((i) => mirrored(i, 4))).toEqual([3, 2, 1, 0, 1, 2, 3, 2, 1]);
  expect(mirrored(7, 1)).toBe(0);
});

test('a coarse answer lies where its px lie, within the border that it leaves out', async () => {
  // 16 px without a border of 4 on each side: answers of 4 px, 2 x 2.
  const core: NetworkCore = {
    run: async (_, [count = 1]) => ({
      values: Float32Array.from({ length: count * 4 }, (_, i) => i),
      dims: [count, 1, 2, 2],
    }),
    dispose: () => {},
  };
  const run = adapt(own({}, { stride: 4 }), core);
  expect([...(await run(gradient(16), 1, 16)).values]).toEqual([0, 1, 2, 3]);
});

test('channels that are no class are left out after softmax over all of them; one answer a tile is one cell', async () => {
  const core: NetworkCore = {
    run: async (_, [count = 1]) => ({
      values: new Float32Array(count * 3).map((_, i) => Math.log((i % 3) + 1)),
      dims: [count, 3],
    }),
    dispose: () => {},
  };
  const patch = own(
    {
      margin: 0,
      stride: 16,
      cellUm: 16,
      classes: [
        { id: 'b', name: 'B', threshold: 0.5 },
        { id: 'c', name: 'C', threshold: 0.5 },
      ],
    },
    { axes: 'bc', channels: 3, stride: 16, steps: [{ kind: 'softmax' }], keep: [2, 0] },
  );
  const { values, shape } = await adapt(patch, core)(gradient(16), 1, 16);
  expect(shape).toEqual([1, 1, 1, 2]);
  expect([...values].map((value) => Math.round(value * 1000) / 1000)).toEqual([0.5, 0.167]);
});

test('an answer that is not what the manifest says is refused by name', async () => {
  const core: NetworkCore = {
    run: async () => ({ values: new Float32Array(5), dims: [1, 5, 1, 1] }),
    dispose: () => {},
  };
  await expect(adapt(own(), core)(gradient(16), 1, 16)).rejects.toThrow(
    /gives \[1, 5, 1, 1\] for 1 tile; bcyx with 1 channels/,
  );
  const odd: NetworkCore = {
    run: async () => ({ values: new Float32Array(9), dims: [1, 1, 3, 3] }),
    dispose: () => {},
  };
  await expect(adapt(own(), odd)(gradient(16), 1, 16)).rejects.toThrow(/do not fit cells/);
});
