import { ReticleError } from '../../domain/errors';
import type { Topology } from '../../domain/model-package';
import { concat } from '../files';
import { unfiniteWeight } from '../topology';
import type { ModelDraft } from './draft';
import { fileOf, type PackageFiles } from './package-files';

type Weights = Pick<ModelDraft, 'topology' | 'weights'>;

/** An ONNX file holds its network and its weights alike. */
export const onnxTopology = (bytes: Uint8Array<ArrayBuffer>, path: string): Weights => ({
  topology: {
    format: 'onnx',
    topology: {},
    weightSpecs: [],
    paths: [path],
    weightBytes: bytes.length,
  },
  weights: bytes.slice().buffer,
});

/**
 * The weight files of a TensorFlow.js model, joined and checked.
 * @param path of its model.json, beside which they lie
 * @throws ReticleError 'model-missing', 'model-corrupt'
 */
export function tfjsWeights(files: PackageFiles, path: string, topology: Topology): Weights {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const parts = topology.paths.map((part) => fileOf(files, `${folder}${part}`, path));
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  if (bytes !== topology.weightBytes)
    throw new ReticleError(
      'model-corrupt',
      `The weights of ${path} are ${bytes} bytes; it describes ${topology.weightBytes}.`,
      'The weights are cut short or belong to another model.json. Export the model again.',
    );
  const weights = concat(parts, bytes);
  const unfinite = unfiniteWeight(topology, weights);
  if (unfinite !== null)
    throw new ReticleError(
      'model-corrupt',
      `The weights ${unfinite.slice(0, 80)} of ${path} hold values that are not finite numbers.`,
      'Its training went wrong, or float16 was too small for them. Export the model again.',
    );
  return { topology, weights };
}
