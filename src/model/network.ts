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
export async function buildNetwork({ manifest, topology, weights }: ModelPackage): Promise<Network> {
  const handler = tf.io.fromMemory({
    modelTopology: topology.topology,
    weightSpecs: topology.weightSpecs.map((spec) => spec as tf.io.WeightsManifestEntry),
    weightData: weights,
  });
  try {
    return topology.format === 'graph-model'
      ? fromGraph(await tf.loadGraphModel(handler))
      : fromLayers(await tf.loadLayersModel(handler));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new ReticleError(
      'model-invalid',
      `The network of the model "${manifest.name}" could not be built: ${detail}`,
      'Export it again as a TensorFlow.js layers or graph model whose weights match its topology.',
      { cause },
    );
  }
}

/** `apply` instead of `predict`: predict cuts the batch up and joins the results, which costs copies. */
export function fromLayers(model: tf.LayersModel): Network {
  return {
    run: (input) => tf.tidy(() => single(model.apply(input, { training: false }))),
    dispose: () => model.dispose(),
  };
}

function fromGraph(model: tf.GraphModel): Network {
  return {
    run: (input) => tf.tidy(() => single(model.predict(input))),
    dispose: () => model.dispose(),
  };
}

function single(output: unknown): tf.Tensor4D {
  const first = Array.isArray(output) && output.length === 1 ? output[0] : output;
  if (!(first instanceof tf.Tensor) || first.rank !== 4)
    throw new ReticleError(
      'model-invalid',
      'The network does not have one output of [n, rows, columns, classes].',
      'Export it with a single probability map as output.',
    );
  return first as tf.Tensor4D;
}
