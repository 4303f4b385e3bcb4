import type { Topology, WeightSpec } from '../../domain/model-package';
import { MessageWriter } from './protobuf';

/** One convolution with valid padding, as TensorFlow.js stores it. */
export interface Convolution {
  /** [side, side, inputs, outputs] */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly side: number;
  readonly stride: number;
  readonly inputs: number;
  readonly outputs: number;
}

export interface OnnxForm {
  /** Side of the input, px; null: any. */
  readonly side: number | null;
  /** The last layer's values as probabilities, as logits, or as the logits of one patch, [n, classes]. */
  readonly gives: 'probabilities' | 'logits' | 'patch-logits';
}

const FLOAT = 1;
const INTS = 7;
const INT = 2;
const OPSET = 17;

/** A chain of convolutions, each but the last with ReLU, as an ONNX network over [n, 3, rows, columns]. */
export function writeOnnx(
  layers: readonly Convolution[],
  { side, gives }: OnnxForm,
): Uint8Array<ArrayBuffer> {
  const graph = new MessageWriter();
  let from = 'picture';
  layers.forEach((layer, i) => {
    const last = i === layers.length - 1;
    graph.message(1, node('Conv', [from, `kernel${i}`, `bias${i}`], `sum${i}`, layer));
    from = `sum${i}`;
    if (!last) {
      graph.message(1, node('Relu', [from], `layer${i}`));
      from = `layer${i}`;
    }
  });
  if (gives !== 'logits')
    graph.message(1, node(gives === 'probabilities' ? 'Sigmoid' : 'Flatten', [from], 'answer'));
  const answer = gives === 'logits' ? from : 'answer';
  graph.text(2, 'network');
  layers.forEach((layer, i) => {
    const { inputs, outputs, bias } = layer;
    graph.message(5, tensor(`kernel${i}`, [outputs, inputs, layer.side, layer.side], outputsFirst(layer)));
    graph.message(5, tensor(`bias${i}`, [outputs], bias));
  });
  const classes = layers.at(-1)?.outputs ?? 0;
  graph.message(11, value('picture', [null, layers[0]?.inputs ?? 0, side, side]));
  graph.message(12, value(answer, gives === 'patch-logits' ? [null, classes] : [null, classes, null, null]));
  return new MessageWriter()
    .int(1, 8)
    .text(2, 'Reticle')
    .message(7, graph)
    .message(8, new MessageWriter().text(1, '').int(2, OPSET))
    .done();
}

function node(operator: string, from: readonly string[], to: string, layer?: Convolution): MessageWriter {
  const message = new MessageWriter();
  for (const name of from) message.text(1, name);
  message.text(2, to).text(4, operator);
  if (operator === 'Flatten') message.message(5, new MessageWriter().text(1, 'axis').int(3, 1).int(20, INT));
  if (layer)
    for (const [name, size] of [
      ['kernel_shape', layer.side],
      ['strides', layer.stride],
    ] as const)
      message.message(5, new MessageWriter().text(1, name).int(8, size).int(8, size).int(20, INTS));
  return message;
}

function tensor(name: string, dims: readonly number[], data: Float32Array): MessageWriter {
  const message = new MessageWriter();
  for (const side of dims) message.int(1, side);
  return message
    .int(2, FLOAT)
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function value(name: string, dims: readonly (number | null)[]): MessageWriter {
  const shape = new MessageWriter();
  dims.forEach((side, i) => {
    shape.message(
      1,
      side === null ? new MessageWriter().text(2, `axis${i}`) : new MessageWriter().int(1, side),
    );
  });
  const type = new MessageWriter().int(1, FLOAT).message(2, shape);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, type));
}

/** ONNX has the outputs first: [outputs, inputs, side, side]. */
function outputsFirst({ kernel, side, inputs, outputs }: Convolution): Float32Array {
  const out = new Float32Array(kernel.length);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++)
          out[((o * inputs + i) * side + y) * side + x] =
            kernel[((y * side + x) * inputs + i) * outputs + o] ?? 0;
  return out;
}

/** The convolutions of a layers model that has nothing else. @throws Error for any other network */
export function convolutionsOf({ topology, weightSpecs }: Topology, weights: ArrayBuffer): Convolution[] {
  const values = new Map<string, Float32Array>();
  let at = 0;
  for (const spec of weightSpecs) {
    const [floats, bytes] = floatsOf(spec, weights, at);
    values.set(spec.name, floats);
    at += bytes;
  }
  const { layers } = (topology as { model_config: { config: { layers: readonly KerasLayer[] } } })
    .model_config.config;
  return layers.map(({ class_name, config }) => {
    const kernel = values.get(`${config.name}/kernel`);
    const bias = values.get(`${config.name}/bias`);
    const shape = weightSpecs.find(({ name }) => name === `${config.name}/kernel`)?.shape ?? [];
    const [side = 0, , inputs = 0, outputs = 0] = shape;
    if (class_name !== 'Conv2D' || config.padding !== 'valid' || !kernel || !bias)
      throw new Error(`${config.name} (${class_name}) is no convolution with valid padding`);
    return { kernel, bias, side, stride: config.strides[0] ?? 1, inputs, outputs };
  });
}

interface KerasLayer {
  readonly class_name: string;
  readonly config: { readonly name: string; readonly padding: string; readonly strides: readonly number[] };
}

function floatsOf(
  { shape, quantization }: WeightSpec,
  weights: ArrayBuffer,
  at: number,
): [Float32Array, number] {
  const count = shape.reduce((product, side) => product * side, 1);
  if (!quantization) return [new Float32Array(weights.slice(at, at + count * 4)), count * 4];
  if (quantization.dtype !== 'float16') throw new Error(`${quantization.dtype} weights are not written`);
  const halves = new Uint16Array(weights.slice(at, at + count * 2));
  return [Float32Array.from(halves, fromHalf), count * 2];
}

/** IEEE 754 binary16. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
