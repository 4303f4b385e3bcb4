import * as tf from '@tensorflow/tfjs';
import type { ModelPackage } from '../../domain/model-package';
import { loadNetwork } from '../network';
import type { NetworkCore } from './core';

/** A user's TensorFlow.js network on the current backend. @throws ReticleError 'model-invalid' */
export async function openTfjs(
  pack: Pick<ModelPackage, 'topology' | 'weights'>,
  name: string,
): Promise<NetworkCore> {
  const { apply, dispose } = await loadNetwork(pack, name);
  return {
    async run(data, dims) {
      const output = tf.tidy(() => apply(tf.tensor(data, [...dims])));
      try {
        return { values: new Float32Array(await output.data<'float32'>()), dims: output.shape };
      } finally {
        output.dispose();
      }
    },
    dispose,
  };
}
