import { readOnnx } from '../../src/model/onnx/read-onnx.ts';
import { writeOnnx } from '../../src/model/onnx/write-onnx.ts';
import { readNpy } from '../../src/model/reading/npy.ts';
import type { PackageFiles } from '../../src/model/reading/package-files.ts';
import { readPackage } from '../../src/model/reading/read-package.ts';
import { lymphNodePackages } from '../export/lymph-node-packages.ts';
import type { Fuzzed } from './fuzz.ts';
import { mutatedBytes, mutatedText, mutatedValue } from './mutate.ts';

const decoder = new TextDecoder();
const text = (value: string) => new TextEncoder().encode(value);

/** Readers of what users bring as models. A small network stands in for the real one, so that most damage is in what is read. */
export function fuzzedModels(): readonly Fuzzed[] {
  const layer = {
    kernel: new Float32Array(54),
    bias: new Float32Array(2),
    side: 3,
    stride: 1,
    inputs: 3,
    outputs: 2,
  };
  const network = writeOnnx([layer], { side: 32, gives: 'probabilities' });
  const { bioimage, wsinfer } = lymphNodePackages();
  const yaml = decoder.decode(bioimage.get('rdf.yaml'));
  const config: unknown = JSON.parse(decoder.decode(wsinfer.get('config.json')));
  const npy = Uint8Array.from([
    ...[0x93, ...text('NUMPY'), 1, 0, 118, 0],
    ...text(`${"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }".padEnd(117)}\n`),
    ...new Uint8Array(24),
  ]);
  const read = async (files: PackageFiles) => {
    await readPackage(files);
  };
  return [
    {
      name: 'BioImage package',
      share: 0.04,
      read: (next) =>
        read(
          new Map([
            ['weights.onnx', network],
            ['rdf.yaml', text(mutatedText(next, yaml))],
          ]),
        ),
    },
    {
      name: 'WSInfer package',
      share: 0.03,
      read: (next) =>
        read(
          new Map([
            ['model.onnx', network],
            ['config.json', text(JSON.stringify(mutatedValue(next, config)) ?? 'null')],
          ]),
        ),
    },
    { name: 'ONNX', share: 0.06, read: (next) => void readOnnx(mutatedBytes(next, network), 'a.onnx') },
    { name: 'numpy array', share: 0.04, read: (next) => void readNpy(mutatedBytes(next, npy), 'a.npy') },
  ];
}
