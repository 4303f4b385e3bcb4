import { z } from 'zod';
import { listOf } from './bounded-list';

const number = z.number().finite();
const numbers = listOf(number, 64, 1);

/**
 * What is done to the values of a picture or of an answer, px by px, beside the network. Numbers are one for all
 * channels, or one a channel.
 */
export const stepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('linear'), gain: numbers, offset: numbers }),
  /** To mean 0 and standard deviation 1 of the picture in hand. */
  z.object({ kind: z.literal('standardise'), eps: number.positive(), perChannel: z.boolean() }),
  /** To 0..1 between two percentiles (0..100) of the picture in hand. */
  z.object({
    kind: z.literal('range'),
    low: number.min(0).max(100),
    high: number.min(0).max(100),
    eps: number.positive(),
    perChannel: z.boolean(),
  }),
  z.object({ kind: z.literal('clip'), min: number, max: number }),
  z.object({ kind: z.literal('binarise'), threshold: numbers }),
  z.object({ kind: z.literal('sigmoid') }),
  z.object({ kind: z.literal('softmax') }),
]);

export type Step = z.infer<typeof stepSchema>;

/** Whether a step depends on more than the px in hand. */
export const isOfPicture = ({ kind }: Step): boolean => kind === 'standardise' || kind === 'range';

/**
 * The same steps with what they take from the picture worked out on a sample of it, so that all tiles of one field are
 * treated alike.
 * @param sample interleaved channels; left as it is
 */
export function fitSteps(steps: readonly Step[], sample: Float32Array, channels: number): readonly Step[] {
  if (!steps.some(isOfPicture)) return steps;
  const values = new Float32Array(sample);
  return steps.map((step) => {
    const fixed = fitted(step, values, channels);
    applyStep(fixed, values, channels);
    return fixed;
  });
}

/** Carries out steps in place. @param values interleaved channels */
export function applySteps(steps: readonly Step[], values: Float32Array, channels: number): void {
  for (const step of steps)
    applyStep(isOfPicture(step) ? fitted(step, values, channels) : step, values, channels);
}

function fitted(step: Step, values: Float32Array, channels: number): Step {
  if (step.kind !== 'standardise' && step.kind !== 'range') return step;
  const groups = step.perChannel ? channels : 1;
  const gain: number[] = [];
  const offset: number[] = [];
  for (let group = 0; group < groups; group++) {
    const [low, spread] =
      step.kind === 'standardise'
        ? meanAndDeviation(values, group, groups)
        : percentileRange(values, group, groups, step);
    gain.push(1 / (spread + step.eps));
    offset.push(-low / (spread + step.eps));
  }
  return { kind: 'linear', gain, offset };
}

function meanAndDeviation(values: Float32Array, from: number, stride: number): [number, number] {
  let [count, sum] = [0, 0];
  for (let i = from; i < values.length; i += stride, count++) sum += values[i] ?? 0;
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let i = from; i < values.length; i += stride) squares += ((values[i] ?? 0) - mean) ** 2;
  return [mean, Math.sqrt(squares / Math.max(1, count))];
}

/** Between sorted values, linearly, as numerical libraries do. */
function percentileRange(
  values: Float32Array,
  from: number,
  stride: number,
  { low, high }: { readonly low: number; readonly high: number },
): [number, number] {
  const own = values.filter((_, i) => i % stride === from).sort();
  const at = (percent: number) => {
    const place = (percent / 100) * (own.length - 1);
    const below = own[Math.floor(place)] ?? 0;
    return below + ((own[Math.ceil(place)] ?? below) - below) * (place - Math.floor(place));
  };
  const least = at(low);
  return [least, at(high) - least];
}

function applyStep(step: Step, values: Float32Array, channels: number): void {
  if (step.kind === 'softmax') softmax(values, channels);
  else for (let i = 0; i < values.length; i++) values[i] = stepped(step, values[i] ?? 0, i % channels);
}

const of = (list: readonly number[], channel: number) => list[list.length === 1 ? 0 : channel] ?? 0;

function stepped(step: Step, value: number, channel: number): number {
  switch (step.kind) {
    case 'linear':
      return value * of(step.gain, channel) + of(step.offset, channel);
    case 'clip':
      return Math.min(step.max, Math.max(step.min, value));
    case 'binarise':
      return value > of(step.threshold, channel) ? 1 : 0;
    case 'sigmoid':
      return 1 / (1 + Math.exp(-value));
    default:
      return value;
  }
}

function softmax(values: Float32Array, channels: number): void {
  for (let at = 0; at < values.length; at += channels) {
    const one = values.subarray(at, at + channels);
    const most = one.reduce((largest, value) => Math.max(largest, value), -Infinity);
    let sum = 0;
    for (let i = 0; i < one.length; i++) sum += one[i] = Math.exp((one[i] ?? 0) - most);
    for (let i = 0; i < one.length; i++) one[i] = (one[i] ?? 0) / sum;
  }
}
