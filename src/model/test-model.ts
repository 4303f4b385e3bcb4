import type { ModelManifest } from '../domain/manifest';
import { sha256 } from './files';

/** A small network for tests: 3 x 3 convolutions with valid padding, the last one 1 x 1 with sigmoid. */
export interface TestNetwork {
  readonly layers: readonly TestLayer[];
  readonly manifest: ModelManifest;
}

interface TestLayer {
  readonly side: number;
  readonly stride: number;
  readonly inputs: number;
  readonly outputs: number;
  /** [side, side, inputs, outputs] */
  readonly kernel: Float32Array<ArrayBuffer>;
  readonly bias: Float32Array<ArrayBuffer>;
}

export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Stride 4, receptive field 11 px, margin 4 px. */
export function testNetwork(seed: number, classes = 1): TestNetwork {
  const next = random(seed);
  const sizes = [
    [3, 2, 3, 8],
    [3, 1, 8, 12],
    [3, 2, 12, 16],
    [1, 1, 16, classes],
  ] as const;
  const layers = sizes.map(([side, stride, inputs, outputs]) => {
    const scale = 2 / Math.sqrt(side * side * inputs);
    const values = (length: number) =>
      new Float32Array(length).map(() => Math.fround((next() - 0.5) * 2 * scale));
    return {
      side,
      stride,
      inputs,
      outputs,
      kernel: values(side * side * inputs * outputs),
      bias: values(outputs),
    };
  });
  return { layers, manifest: testManifest(`test-${seed}`, classes) };
}

export function testManifest(id: string, classes = 1): ModelManifest {
  return {
    schema: 1,
    id,
    version: '1.0.0',
    task: 'segmentation',
    name: `Test model ${id}`,
    description: 'Random weights.',
    researchUseOnly: true,
    classes: Array.from({ length: classes }, (_, i) => ({ id: `class-${i}`, name: `Class ${i}` })),
    umPerPx: 1,
    umPerPxRange: [0.8, 1.25],
    tile: 48,
    margin: 4,
    stride: 4,
    cellUm: 4,
    receptiveFieldPx: 11,
    input: { layout: 'NHWC', range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1] },
    output: { activation: 'sigmoid', temperature: 1 },
    operatingPoints: [
      { id: 'balanced', name: 'Balanced', threshold: 0.5, sensitivity: 0.5, specificity: 0.5, basis: 'none' },
    ],
    defaultOperatingPoint: 'balanced',
    objectives: [10],
    parameters: 3000,
    flopsPerMm2: 1e9,
    trainingData: [{ name: 'none', licence: 'none', url: 'none' }],
    figures: { auc: 0.5, aucCi95: [0.4, 0.6], accuracy: 0.5, ece: 0.5 },
    quality: { maxDefocusUm: 2, minBrightness: 0.8, maxBrightness: 1.2 },
    files: [],
  };
}

export type ModelFiles = Map<string, Uint8Array<ArrayBuffer>>;

/** The folder of a test network, as an exporter writes it: manifest.json, model.json, weights.bin. */
export async function modelFiles(
  network: TestNetwork,
  change: (manifest: ModelManifest) => unknown = (manifest) => manifest,
): Promise<ModelFiles> {
  const weights = concatFloats(network.layers.flatMap(({ kernel, bias }) => [kernel, bias]));
  const files: ModelFiles = new Map([
    ['model.json', encode(modelJson(network))],
    ['weights.bin', new Uint8Array(weights.buffer)],
  ]);
  await seal(files, change(network.manifest));
  return files;
}

/** Writes manifest.json with the sha256 of the other files. */
export async function seal(files: ModelFiles, manifest: unknown): Promise<void> {
  files.delete('manifest.json');
  const sums = await Promise.all(
    [...files].map(async ([path, data]) => ({ path, sha256: await sha256(data) })),
  );
  files.set('manifest.json', encode({ ...(manifest as object), files: sums }));
}

export function encode(json: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(json));
}

/** Answers requests below `base` from memory in place of the network; returns a function that ends it. */
export function serveFiles(base: string, files: ModelFiles): () => void {
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (!url.startsWith(base)) return real(input, init);
    const data = files.get(url.slice(base.length));
    return data ? new Response(data) : new Response('not found', { status: 404 });
  };
  return () => {
    globalThis.fetch = real;
  };
}

function modelJson({ layers }: TestNetwork) {
  const convolutions = layers.map((layer, i) => ({
    class_name: 'Conv2D',
    name: `conv${i}`,
    config: {
      name: `conv${i}`,
      trainable: false,
      filters: layer.outputs,
      kernel_size: [layer.side, layer.side],
      strides: [layer.stride, layer.stride],
      padding: 'valid',
      data_format: 'channels_last',
      dilation_rate: [1, 1],
      activation: i === layers.length - 1 ? 'sigmoid' : 'relu',
      use_bias: true,
    },
    inbound_nodes: [[[i === 0 ? 'input' : `conv${i - 1}`, 0, 0, {}]]],
  }));
  const input = {
    class_name: 'InputLayer',
    name: 'input',
    config: { batch_input_shape: [null, null, null, 3], dtype: 'float32', sparse: false, name: 'input' },
    inbound_nodes: [],
  };
  return {
    format: 'layers-model',
    modelTopology: {
      keras_version: '2.12.0',
      backend: 'tensorflow',
      model_config: {
        class_name: 'Functional',
        config: {
          name: 'test',
          layers: [input, ...convolutions],
          input_layers: [['input', 0, 0]],
          output_layers: [[`conv${layers.length - 1}`, 0, 0]],
        },
      },
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: layers.flatMap((layer, i) => [
          {
            name: `conv${i}/kernel`,
            shape: [layer.side, layer.side, layer.inputs, layer.outputs],
            dtype: 'float32',
          },
          { name: `conv${i}/bias`, shape: [layer.outputs], dtype: 'float32' },
        ]),
      },
    ],
  };
}

function concatFloats(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Random H&E-like field, float32 [size, size, 3], 0..1, with structure at several scales. */
export function testField(seed: number, size: number): Float32Array<ArrayBuffer> {
  const next = random(seed);
  const waves = Array.from({ length: 12 }, () => [next() * 0.9, next() * 0.9, next() * 6.3, next()] as const);
  const field = new Float32Array(size * size * 3);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const wave = waves.reduce((sum, [u, v, phase, a]) => sum + a * Math.sin(u * x + v * y + phase), 0) / 6;
      for (let c = 0; c < 3; c++)
        field[(y * size + x) * 3 + c] = Math.min(
          1,
          Math.max(0, 0.65 - 0.15 * (c === 1 ? 1.6 : 1) * wave + (next() - 0.5) * 0.2),
        );
    }
  return field;
}

/** Square piece of a field, float32 [side, side, 3]. */
export function cut(
  field: Float32Array,
  size: number,
  x: number,
  y: number,
  side: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    const from = ((y + row) * size + x) * 3;
    out.set(field.subarray(from, from + side * 3), row * side * 3);
  }
  return out;
}

/** The network computed by definition, in double precision: the golden values of the backends. */
export function reference({ layers }: TestNetwork, field: Float32Array, size: number): Float64Array {
  let values = Float64Array.from(field);
  let side = size;
  layers.forEach((layer, index) => {
    const outSide = Math.floor((side - layer.side) / layer.stride) + 1;
    const out = new Float64Array(outSide * outSide * layer.outputs);
    for (let y = 0; y < outSide; y++)
      for (let x = 0; x < outSide; x++)
        for (let o = 0; o < layer.outputs; o++) {
          let sum = layer.bias[o] ?? 0;
          for (let ky = 0; ky < layer.side; ky++)
            for (let kx = 0; kx < layer.side; kx++)
              for (let i = 0; i < layer.inputs; i++)
                sum +=
                  (values[((y * layer.stride + ky) * side + x * layer.stride + kx) * layer.inputs + i] ?? 0) *
                  (layer.kernel[((ky * layer.side + kx) * layer.inputs + i) * layer.outputs + o] ?? 0);
          out[(y * outSide + x) * layer.outputs + o] =
            index === layers.length - 1 ? 1 / (1 + Math.exp(-sum)) : Math.max(0, sum);
        }
    values = out;
    side = outSide;
  });
  return values;
}

/** Largest difference between two maps; infinite where one is NaN or they differ in length. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}
