import * as tf from '@tensorflow/tfjs';
import { ReticleError } from '../domain/errors';
import type { ModelPackage } from '../domain/model-package';

/** A network on the current tfjs backend. */
export interface Network {
  /** [n, rows, columns, 3] to [n, rows', columns', classes]. The caller disposes both. */
  run(input: tf.Tensor4D): tf.Tensor4D;
  dispose(): void;
}

/**
 * Builds a network from memory.
 * @throws ReticleError 'model-invalid' where tfjs cannot build it
 */
export async function buildNetwork(pack: ModelPackage): Promise<Network> {
  const { apply, dispose } = await loadNetwork(pack, pack.manifest.name);
  return { run: (input) => tf.tidy(() => single(apply(input))), dispose };
}

/** A network with whatever axes it has. @throws ReticleError 'model-invalid' where tfjs cannot build it */
export async function loadNetwork(
  { topology, weights }: Pick<ModelPackage, 'topology' | 'weights'>,
  name: string,
): Promise<{ apply(input: tf.Tensor): tf.Tensor; dispose(): void }> {
  const handler = tf.io.fromMemory({
    modelTopology: topology.topology,
    weightSpecs: topology.weightSpecs.map((spec) => spec as tf.io.WeightsManifestEntry),
    weightData: weights,
  });
  try {
    if (topology.format === 'graph-model') {
      const model = await tf.loadGraphModel(handler);
      return { apply: (input) => first(model.predict(input)), dispose: () => model.dispose() };
    }
    const model = await tf.loadLayersModel(handler);
    return { apply: (input) => first(applyLayers(model, input)), dispose: () => model.dispose() };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new ReticleError(
      'model-invalid',
      `The network of the model "${name}" could not be built: ${detail}`,
      'Export it again as a TensorFlow.js layers or graph model whose weights match its topology.',
      { cause },
    );
  }
}

/** `apply` instead of `predict`: predict cuts the batch up and joins the results, which costs copies. */
const applyLayers = (model: tf.LayersModel, input: tf.Tensor) => model.apply(input, { training: false });

export function fromLayers(model: tf.LayersModel): Network {
  return {
    run: (input) => tf.tidy(() => single(first(applyLayers(model, input)))),
    dispose: () => model.dispose(),
  };
}

/** The one output. */
function first(output: unknown): tf.Tensor {
  const one = Array.isArray(output) && output.length === 1 ? output[0] : output;
  if (one instanceof tf.Tensor) return one;
  throw new ReticleError(
    'model-invalid',
    'The network does not have one output.',
    'Export it with a single probability map as output.',
  );
}

function single(output: tf.Tensor): tf.Tensor4D {
  if (output.rank !== 4)
    throw new ReticleError(
      'model-invalid',
      'The network does not have one output of [n, rows, columns, classes].',
      'Export it with a single probability map as output.',
    );
  return output as tf.Tensor4D;
}
