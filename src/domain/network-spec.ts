import { z } from 'zod';
import { listOf } from './bounded-list';
import { stepSchema } from './processing';

/** Axes of a tensor of pictures: batch, channel, row, column. */
export const IMAGE_AXES = ['bcyx', 'byxc'] as const;

/**
 * How the network of a user's own model is run. Its tiles have one size; what is smaller is mirrored at its border up to
 * that. The models that come with the app have none: they are fully convolutional and take RGB 0..1.
 */
export const networkSchema = z.object({
  engine: z.enum(['onnx', 'tfjs']),
  input: z.object({
    axes: z.enum(IMAGE_AXES),
    /** `grey`: one channel, the luminance. */
    order: z.enum(['rgb', 'bgr', 'grey']),
    /** What white is, before the steps. */
    white: z.union([z.literal(1), z.literal(255)]),
    steps: listOf(stepSchema, 16),
  }),
  output: z.object({
    /** `bc`: one answer a tile. */
    axes: z.enum([...IMAGE_AXES, 'bc']),
    channels: z.int().min(1).max(256),
    /** Input px an output px; null: as the sizes say. */
    stride: z.int().min(1).max(4096).nullable(),
    steps: listOf(stepSchema, 16),
    /** Channels that are classes, in the order of the classes; others (background) are not drawn. */
    keep: listOf(z.int().min(0).max(255), 64, 1),
  }),
});

export type NetworkSpec = z.infer<typeof networkSchema>;

/**
 * RGB 0..1 as the network takes it: the same px, with its channels, its order and its white.
 * @param at index of the px, for each px of the answer
 */
export function inChannels(
  rgb: Float32Array,
  { order, white }: Pick<NetworkSpec['input'], 'order' | 'white'>,
  px: Iterable<number> = indices(rgb.length / 3),
  out = new Float32Array(order === 'grey' ? rgb.length / 3 : rgb.length),
): Float32Array<ArrayBuffer> {
  let at = 0;
  for (const i of px) {
    const [r, g, b] = [rgb[i * 3] ?? 0, rgb[i * 3 + 1] ?? 0, rgb[i * 3 + 2] ?? 0];
    if (order === 'grey') out[at++] = (0.299 * r + 0.587 * g + 0.114 * b) * white;
    else {
      out[at++] = (order === 'rgb' ? r : b) * white;
      out[at++] = g * white;
      out[at++] = (order === 'rgb' ? b : r) * white;
    }
  }
  return out;
}

function* indices(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}

/** Channels that the network takes. */
export const inputChannels = ({ input }: Pick<NetworkSpec, 'input'>): 1 | 3 =>
  input.order === 'grey' ? 1 : 3;
