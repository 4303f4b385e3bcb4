import { z } from 'zod';
import { listOf } from '../../domain/bounded-list';
import type { NetworkSpec } from '../../domain/network-spec';
import { type OnnxValue, readOnnx } from '../onnx/read-onnx';
import { parseTopology } from '../topology';
import type { ModelDraft } from './draft';
import { fileOf, invalid, type PackageFiles, textOfFile } from './package-files';
import { onnxTopology, tfjsWeights } from './weights';

/** Side of a tile where the network leaves it open, px. */
const FREE_TILE = 256;
const FLOAT = 1;

const nameOf = (path: string) => path.replace(/^.*\//, '').replace(/\.(onnx|json)$/, '');

const BARE = {
  description: '',
  version: '1',
  licence: null,
  authors: [],
  classNames: [],
  margin: 0,
  umPerPx: null,
  expects: null,
  described: false,
  tests: [],
} as const;

/** A network alone: what it takes and gives is read of it, what that means is asked for. */
export function readBareOnnx(files: PackageFiles, path: string): ModelDraft {
  const bytes = fileOf(files, path, 'The package');
  const { inputs, outputs } = readOnnx(bytes, path);
  const [input] = inputs;
  const [output] = outputs;
  if (!input || !output || inputs.length > 1)
    throw invalid(
      `The network in ${path} takes ${inputs.length} inputs and gives ${outputs.length}; Reticle gives it one picture.`,
      'Export it with one picture as input.',
    );
  if (input.type !== FLOAT)
    throw invalid(
      `The network in ${path} does not take float32 values.`,
      'Export it with a float32 input; Reticle scales the picture as you say.',
    );
  const { axes, channels, tile } = imageOf(input.dims, path);
  return {
    ...BARE,
    format: 'onnx',
    name: nameOf(path),
    engine: 'onnx',
    ...onnxTopology(bytes, path),
    input: { axes, order: channels === 1 ? 'grey' : 'rgb', white: 1, steps: [] },
    output: outputOf(output, axes, tile),
    tile,
    notes: [],
  };
}

/** A TensorFlow.js model without a word about what it is for. */
export function readTfjs(files: PackageFiles, path: string): ModelDraft {
  const topology = parseTopology(textOfFile(fileOf(files, path, 'The package'), path), path);
  const { axes, channels, tile } = imageOf(tfjsInput(topology.topology) ?? [null, null, null, 3], path);
  return {
    ...BARE,
    format: 'tfjs',
    name: nameOf(path) === 'model' ? 'TensorFlow.js model' : nameOf(path),
    engine: 'tfjs',
    ...tfjsWeights(files, path, topology),
    input: { axes, order: channels === 1 ? 'grey' : 'rgb', white: 1, steps: [] },
    output: { axes: 'byxc', channels: 0, stride: null, steps: [] },
    tile,
    notes: [],
  };
}

/** Of a layers model: its first layer; of a graph: its placeholder. */
function tfjsInput(topology: object): (number | null)[] | null {
  const side = z.number().int().nullable();
  const shape = listOf(side, 6);
  const layers = z.looseObject({
    model_config: z.looseObject({
      config: z.looseObject({
        layers: listOf(
          z.looseObject({ config: z.looseObject({ batch_input_shape: shape.nullish() }) }),
          20_000,
        ),
      }),
    }),
  });
  const asLayers = layers.safeParse(topology);
  if (asLayers.success)
    return (
      asLayers.data.model_config.config.layers.find(({ config }) => config.batch_input_shape)?.config
        .batch_input_shape ?? null
    );
  const dim = z.looseObject({ size: z.union([z.string(), z.number()]) });
  const graph = z.looseObject({
    node: listOf(
      z.looseObject({
        op: z.string(),
        attr: z
          .looseObject({ shape: z.looseObject({ shape: z.looseObject({ dim: listOf(dim, 6) }) }).nullish() })
          .nullish(),
      }),
      100_000,
    ),
  });
  const asGraph = graph.safeParse(topology);
  if (!asGraph.success) return null;
  const holder = asGraph.data.node.find(({ op }) => op === 'Placeholder');
  const dims = holder?.attr?.shape?.shape.dim.map(({ size }) => Number(size));
  return dims?.map((size) => (size > 0 ? size : null)) ?? null;
}

/** A picture as the network takes it: a free side is as large as Reticle's tiles are. */
function imageOf(dims: readonly (number | null)[], path: string) {
  const shown = `[${dims.map((side) => side ?? '?').join(', ')}]`;
  if (dims.length !== 4)
    throw invalid(
      `The network in ${path} takes ${shown}; a batch of flat pictures has four axes.`,
      'Export it for pictures: [batch, channels, rows, columns] or [batch, rows, columns, channels].',
    );
  const isColour = (side: number | null | undefined) => side === 3 || side === 1;
  const [, second, third, last] = dims;
  const axes: NetworkSpec['input']['axes'] | null = isColour(second)
    ? 'bcyx'
    : isColour(last)
      ? 'byxc'
      : null;
  if (!axes)
    throw invalid(
      `The network in ${path} takes ${shown}, in which no axis has 3 channels, or 1.`,
      'Use a network for RGB or grey pictures.',
    );
  const channels = axes === 'bcyx' ? second : last;
  const [rows, columns] = axes === 'bcyx' ? [third, last] : [second, third];
  const tile = rows ?? columns ?? FREE_TILE;
  if (tile !== (columns ?? tile) || tile < 16 || tile > 4096)
    throw invalid(
      `The network in ${path} takes ${shown}; Reticle cuts squares of 16 to 4096 px.`,
      'Export it for a square input, or for any size.',
    );
  return { axes, channels, tile };
}

function outputOf({ dims }: OnnxValue, axes: 'bcyx' | 'byxc', tile: number): ModelDraft['output'] {
  if (dims.length === 2) return { axes: 'bc', channels: dims[1] ?? 0, stride: tile, steps: [] };
  return { axes, channels: dims[axes.indexOf('c')] ?? 0, stride: null, steps: [] };
}
