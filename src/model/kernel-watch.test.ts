import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { watchKernels } from './kernel-watch';
import { fromLayers } from './network';

test('each kernel of a network is told while the network runs, before it is done', async () => {
  await tf.setBackend('cpu');
  const layers = [4, 4, 4].map((filters, i) =>
    tf.layers.conv2d({ filters, kernelSize: 3, ...(i === 0 && { inputShape: [null, null, 3] }) }),
  );
  const network = fromLayers(tf.sequential({ layers }));
  const times: number[] = [];
  watchKernels((ms) => times.push(ms));
  const input = tf.zeros<tf.Rank.R4>([2, 16, 16, 3]);
  times.length = 0;
  const output = network.run(input);
  // Nothing was awaited: these were told from within the run.
  expect(times.length).toBeGreaterThanOrEqual(layers.length);
  expect(times.every((ms) => ms >= 0)).toBe(true);
  expect(output.shape).toEqual([2, 10, 10, 4]);
  expect([...(await output.data())].every((value) => value === 0)).toBe(true);
});
