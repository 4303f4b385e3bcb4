import * as tf from '@tensorflow/tfjs';
import { fromLayers, type Network } from './network';

/** Side of the field that the race runs on, px. */
const SIDE = 160;
const RUNS = 5;

/**
 * Times a small network of the shape that the models have (plain 3 x 3 convolutions, valid padding) on the
 * current backend. The models are not needed for it, so that the choice is made before they are fetched.
 * @returns median of {@link RUNS} runs after two unmeasured ones, ms; each run ends with the output on the CPU
 */
export async function raceCurrentBackend(): Promise<number> {
  const network = raceNetwork();
  const input = tf.fill([1, SIDE, SIDE, 3], 0.5) as tf.Tensor4D;
  const times: number[] = [];
  try {
    for (let i = -2; i < RUNS; i++) {
      const began = performance.now();
      const output = network.run(input);
      await output.data();
      output.dispose();
      if (i >= 0) times.push(performance.now() - began);
    }
  } finally {
    input.dispose();
    network.dispose();
  }
  return median(times);
}

function raceNetwork(): Network {
  const input = tf.input({ shape: [null, null, 3] });
  let last: tf.SymbolicTensor = input;
  for (const [filters, strides] of [
    [16, 2],
    [32, 1],
    [32, 2],
    [64, 1],
    [64, 2],
    [64, 1],
  ] as const)
    last = tf.layers
      .conv2d({ filters, kernelSize: 3, strides, activation: 'relu', kernelInitializer: 'glorotUniform' })
      .apply(last) as tf.SymbolicTensor;
  const output = tf.layers
    .conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' })
    .apply(last) as tf.SymbolicTensor;
  return fromLayers(tf.model({ inputs: input, outputs: output }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
