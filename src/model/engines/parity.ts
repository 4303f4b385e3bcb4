import { ReticleError } from '../../domain/errors';
import type { ModelManifest } from '../../domain/manifest';
import { inputChannels, type NetworkSpec } from '../../domain/network-spec';
import { applySteps, type Step } from '../../domain/processing';
import type { ParityTest } from '../reading/draft';
import { planesFirst, planesLast } from './adapt';
import type { NetworkCore } from './core';

/** Most that a network may differ here from what its author saw, in probability. */
export const PARITY_TOLERANCE = 1e-3;

type OwnModel = ModelManifest & { readonly network: NetworkSpec };

/**
 * The greatest difference between what the network gives for the test tensor, with all that is done before and after it,
 * and what its author saw; not a number where the two cannot be compared.
 * @throws ReticleError 'model-invalid' where the tensors do not fit the network
 */
export async function parityError(
  { network, name }: OwnModel,
  core: NetworkCore,
  { input, output }: ParityTest,
): Promise<number> {
  const misfit = (what: string) =>
    new ReticleError(
      'model-invalid',
      `The test tensors of the model "${name}" ${what}.`,
      'Get the package again from its author.',
    );
  const axes = network.input.axes;
  const [count = 0, channels = 0] = [input.shape[0], input.shape[axes.indexOf('c')]];
  if (input.shape.length !== 4 || channels !== inputChannels(network))
    throw misfit(
      `have the input [${input.shape.join(', ')}], which is not ${axes} with ${inputChannels(network)} channels`,
    );
  const prepared = inEach(input.values, count, channels, axes === 'bcyx', network.input.steps);
  const { values, dims } = await core.run(prepared, input.shape);
  if (dims.length !== output.shape.length || dims.some((side, i) => side !== output.shape[i]))
    throw misfit(`have the output [${output.shape.join(', ')}]; the network gives [${dims.join(', ')}]`);
  const { axes: out, steps } = network.output;
  const answers = inEach(values, dims[0] ?? 1, dims[out.indexOf('c')] ?? 1, out === 'bcyx', steps);
  let greatest = 0;
  for (let i = 0; i < answers.length; i++) {
    const difference = Math.abs((answers[i] ?? Number.NaN) - (output.values[i] ?? Number.NaN));
    if (!(difference <= greatest)) greatest = difference;
  }
  return greatest;
}

/** Carries out steps on each picture of a tensor, in the order of values that it came in. */
function inEach(
  values: Float32Array,
  count: number,
  channels: number,
  planes: boolean,
  steps: readonly Step[],
): Float32Array<ArrayBuffer> {
  const px = values.length / Math.max(1, count * channels);
  const last = planes ? planesLast(values, count, px, channels) : new Float32Array(values);
  for (let n = 0; n < count; n++)
    applySteps(steps, last.subarray(n * px * channels, (n + 1) * px * channels), channels);
  return planes ? planesFirst(last, count, px, channels) : last;
}
