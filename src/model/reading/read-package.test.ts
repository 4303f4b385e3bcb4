import { describe, expect, test } from 'vitest';
import { lymphNodePackages } from '../../../tools/export/lymph-node-packages';
import { ReticleError } from '../../domain/errors';
import { modelFiles, testNetwork } from '../test-model';
import { gridOf } from './finish';
import { readNpy } from './npy';
import type { PackageFiles } from './package-files';
import { readPackage } from './read-package';

const packages = lymphNodePackages();
const text = (value: string) => new TextEncoder().encode(value);
const textOf = (files: PackageFiles, name: string) => new TextDecoder().decode(files.get(name));

async function refusal(files: PackageFiles): Promise<string> {
  try {
    await readPackage(files);
  } catch (cause) {
    if (cause instanceof ReticleError) return `${cause.code}: ${cause.message}`;
    throw cause;
  }
  return 'read';
}

/** The BioImage package with its description changed. */
const described = (change: (yaml: string) => string): PackageFiles =>
  new Map([...packages.bioimage, ['rdf.yaml', text(change(textOf(packages.bioimage, 'rdf.yaml')))]]);

test('format 0.4 is read as 0.5 is: axes by letters, shapes, processing by name', async () => {
  const yaml = `format_version: 0.4.10
name: Old
weights: {onnx: {source: weights.onnx}}
inputs:
  - name: in
    axes: bcyx
    shape: {min: [1, 3, 64, 64], step: [0, 0, 32, 32]}
    data_range: [0, 255]
    preprocessing:
      - {name: zero_mean_unit_variance, kwargs: {mode: per_sample, axes: yx, eps: 1.0e-5}}
      - {name: scale_range, kwargs: {mode: per_sample, axes: cyx, min_percentile: 1, max_percentile: 99.8}}
outputs:
  - name: out
    axes: bcyx
    shape: {reference_tensor: in, scale: [1, 0, 0.5, 0.5], offset: [0, 1.5, 0, 0]}
    halo: [0, 0, 8, 8]
    postprocessing: [{name: binarize, kwargs: {threshold: 0.5}}]
`;
  const draft = await readPackage(new Map([...packages.bioimage, ['rdf.yaml', text(yaml)]]));
  expect(draft).toMatchObject({
    ...{ format: 'bioimage', tile: 256, margin: 16, umPerPx: null },
    input: {
      ...{ axes: 'bcyx', order: 'rgb', white: 255 },
      steps: [
        { kind: 'standardise', eps: 1e-5, perChannel: true },
        { kind: 'range', low: 1, high: 99.8, perChannel: false },
      ],
    },
    output: { channels: 3, stride: 2, steps: [{ kind: 'binarise', threshold: [0.5] }] },
  });
});

describe('what Reticle does not carry out, and what is hostile, is said by name', () => {
  const YAML_BOMB = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}\n`;
  test.each<[string, PackageFiles, RegExp]>([
    [
      'a step',
      described((yaml) => yaml.replace('sigmoid', 'stardist_postprocessing')),
      /step "stardist_postprocessing"/,
    ],
    [
      'two pictures',
      described((yaml) => yaml.replace('inputs:\n', 'inputs:\n  - {id: a, axes: [{type: batch}]}\n')),
      /takes 2 pictures/,
    ],
    [
      'weights from the network',
      described((yaml) => yaml.replace('source: weights.onnx', 'source: "https://x.example/w.onnx"')),
      /from the network, which Reticle never does/,
    ],
    [
      'a path that leads out',
      described((yaml) => yaml.replace('source: weights.onnx', 'source: ../../w.onnx')),
      /lies outside of the package/,
    ],
    [
      'a file that is not there',
      described((yaml) => yaml.replace('source: weights.onnx', 'source: w.onnx')),
      /^model-missing: .*needs w\.onnx/,
    ],
    [
      'a wrong hash',
      described((yaml) =>
        yaml.replace('source: weights.onnx', `source: weights.onnx, sha256: ${'f'.repeat(64)}`),
      ),
      /^model-corrupt: .*sha256/,
    ],
    [
      'PyTorch alone',
      described((yaml) => yaml.replace('onnx:', 'torchscript:')),
      /weights for torchscript only/,
    ],
    ['another version', described((yaml) => yaml.replace('0.5.4', '0.3.6')), /format 0\.3\.6/],
    ['a YAML bomb', new Map([['rdf.yaml', text(YAML_BOMB)]]), /not YAML that can be read/],
    ['a long description', new Map([['rdf.yaml', new Uint8Array(2 ** 20 + 1)]]), /1 MB/],
    ['text that is not UTF-8', new Map([['rdf.yaml', Uint8Array.of(0xff, 0xfe, 0x41)]]), /not text in UTF-8/],
    ['weights of PyTorch', new Map([['weights.pt', new Uint8Array(4)]]), /PyTorch or Keras/],
    ['nothing known', new Map([['notes.txt', new Uint8Array(4)]]), /hold no model that Reticle knows/],
    [
      'two networks',
      new Map([
        ['a.onnx', new Uint8Array(4)],
        ['b.onnx', new Uint8Array(4)],
      ]),
      /holds 2 networks/,
    ],
  ])('%s', async (_, files, message) => {
    expect(await refusal(files)).toMatch(message);
  });
});

test('a patch classifier that is resized has another scale; its transforms are carried out', async () => {
  const config = {
    ...JSON.parse(textOf(packages.wsinfer, 'config.json')),
    ...{ num_classes: 2, class_names: ['Other', 'Tumour'], patch_size_pixels: 350, spacing_um_px: 0.25 },
    transform: [
      { name: 'Resize', arguments: { size: 224 } },
      { name: 'ToTensor' },
      { name: 'Normalize', arguments: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } },
    ],
  };
  const files = (change: object): PackageFiles =>
    new Map([...packages.wsinfer, ['config.json', text(JSON.stringify({ ...config, ...change }))]]);
  const draft = await readPackage(files({}));
  expect(draft).toMatchObject({
    ...{ format: 'wsinfer', tile: 224, margin: 0, expects: 'h-and-e', classNames: ['Other', 'Tumour'] },
    input: { white: 1, steps: [{ kind: 'linear', gain: [4, 4, 4], offset: [-2, -2, -2] }] },
    output: { axes: 'bc', stride: 224, steps: [{ kind: 'softmax' }] },
  });
  expect(draft.umPerPx).toBeCloseTo((0.25 * 350) / 224, 9);
  expect(gridOf(draft, 8)).toEqual({ margin: 0, stride: 224 });
  expect(await refusal(files({ num_classes: 3 }))).toMatch(/names 2 classes and counts 3/);
  expect(await refusal(files({ transform: [{ name: 'CenterCrop' }] }))).toMatch(/transform "CenterCrop"/);
  expect(await refusal(files({ spec_version: '2.0' }))).toMatch(/only version 1 is read/);
});

test('a folder of version 1 is read without its figures, a TensorFlow.js folder without a description', async () => {
  const files = await modelFiles(testNetwork(3));
  const draft = await readPackage(files);
  expect(draft).toMatchObject({
    format: 'reticle',
    engine: 'tfjs',
    tile: 48,
    margin: 4,
    umPerPx: 1,
    described: true,
  });
  expect(draft.own).not.toHaveProperty('figures');
  const bare = await readPackage(new Map([...files].filter(([name]) => name !== 'manifest.json')));
  expect(bare).toMatchObject({ format: 'tfjs', described: false, input: { axes: 'byxc', order: 'rgb' } });
  const damaged = new Map([...files, ['weights.bin', new Uint8Array(8)]]);
  expect(await refusal(damaged)).toMatch(/^model-corrupt: weights\.bin is not the file/);
});

test('the border of a tile is made up so that whole cells fit between', () => {
  const output = { axes: 'bcyx', channels: 1, stride: null, steps: [] } as const;
  expect(gridOf({ tile: 512, margin: 32, output: { ...output, steps: [] } }, 8)).toEqual({
    margin: 32,
    stride: 8,
  });
  expect(gridOf({ tile: 250, margin: 20, output: { ...output, steps: [] } }, 16)).toEqual({
    margin: 21,
    stride: 16,
  });
  expect(() => gridOf({ tile: 64, margin: 32, output: { ...output, steps: [] } }, 8)).toThrow(
    /leaves nothing/,
  );
});

test('numpy arrays are read in their order and type; what does not fit its header is refused', () => {
  const npy = (header: string, data: ArrayBuffer) => {
    const padded = `${header.padEnd(117)}\n`;
    const bytes = new Uint8Array(10 + padded.length + data.byteLength);
    bytes.set([0x93, ...text('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8]);
    bytes.set(text(padded), 10);
    bytes.set(new Uint8Array(data), 10 + padded.length);
    return bytes;
  };
  const six = new Uint16Array([0, 1, 2, 3, 4, 5]).buffer;
  const header = (order: string, shape = '(2, 3)') =>
    `{'descr': '<u2', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  expect(readNpy(npy(header('False'), six), 'a')).toEqual({
    shape: [2, 3],
    values: Float32Array.of(0, 1, 2, 3, 4, 5),
  });
  expect([...readNpy(npy(header('True'), six), 'a').values]).toEqual([0, 2, 4, 1, 3, 5]);
  expect(() => readNpy(npy(header('False', '(2, 4)'), six), 'a')).toThrow(/its shape needs 16/);
  expect(() => readNpy(npy(header('False', '(99999, 99999)'), six), 'a')).toThrow(/declares/);
  expect(() => readNpy(new Uint8Array(20), 'a')).toThrow(/not a \.npy file/);
});
