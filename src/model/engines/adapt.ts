import { ReticleError } from '../../domain/errors';
import type { ModelManifest } from '../../domain/manifest';
import { inChannels, inputChannels, type NetworkSpec } from '../../domain/network-spec';
import { applySteps, type Step } from '../../domain/processing';
import type { PlainRun } from '../preflight';
import type { NetworkCore } from './core';

/** Runs tiles; `fitted`: the steps of the input, worked out on the field that the tiles are of. */
export type FittedRun = (...run: [...Parameters<PlainRun>, fitted?: readonly Step[]]) => ReturnType<PlainRun>;

type OwnModel = ModelManifest & { readonly network: NetworkSpec };

export const isOwnModel = (manifest: ModelManifest): manifest is OwnModel => manifest.network !== undefined;

/**
 * Runs a user's own network as if it were one of those that come with the app: RGB tiles of up to `tile` px in, cells
 * of `stride` px out. What is smaller than a tile is mirrored at its border; the answer of a cell is the mean of what the
 * network says of the px in it.
 */
export function adapt(manifest: OwnModel, core: NetworkCore): FittedRun {
  return async (data, count, size, fitted) => {
    const { network, tile, margin, stride } = manifest;
    const channels = inputChannels(network);
    const answer = network.output;
    // A corner on the grid of the answers, so that cells and answers coincide.
    const grid = answer.axes === 'bc' ? 1 : (answer.stride ?? 1);
    const pad = Math.floor((tile - size) / 2 / grid) * grid;
    const input = new Float32Array(count * tile * tile * channels);
    inChannels(data, network.input, mirroredPx({ count, size, tile, pad }), input);
    inPictures(input, count, network.input.steps, channels, fitted);
    const { values, dims } = await core.run(
      network.input.axes === 'bcyx' ? planesFirst(input, count, tile * tile, channels) : input,
      network.input.axes === 'bcyx' ? [count, channels, tile, tile] : [count, tile, tile, channels],
    );
    const { rows, columns, places } = readAnswer(manifest, { values, dims }, count);
    inPictures(places, count, answer.steps, answer.channels);
    const cells = (size - 2 * margin) / stride;
    const grids = placesOf(manifest, { rows, columns, pad });
    const out = new Float32Array(count * cells * cells * answer.keep.length);
    let at = 0;
    for (let n = 0; n < count; n++)
      for (let row = 0; row < cells; row++)
        for (let column = 0; column < cells; column++)
          for (const channel of answer.keep) {
            let sum = 0;
            const [top, left] = [grids.first + row * grids.side, grids.first + column * grids.side];
            for (let y = top; y < top + grids.side; y++)
              for (let x = left; x < left + grids.side; x++)
                sum += places[((n * rows + y) * columns + x) * answer.channels + channel] ?? Number.NaN;
            out[at++] = sum / grids.side ** 2;
          }
    return { values: out, shape: [count, cells, cells, answer.keep.length] };
  };
}

interface Tiles {
  readonly data: Float32Array;
  readonly count: number;
  readonly size: number;
  readonly tile: number;
  readonly pad: number;
}

/** Px of the tiles that each px of the input is, mirrored beyond the border. */
function* mirroredPx({ count, size, tile, pad }: Omit<Tiles, 'data'>): Generator<number> {
  const from = Array.from({ length: tile }, (_, i) => mirrored(i - pad, size));
  for (let n = 0; n < count; n++) for (const y of from) for (const x of from) yield (n * size + y) * size + x;
}

/** Index within 0..size - 1, mirrored at both ends without doubling them. */
export function mirrored(index: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const at = ((index % period) + period) % period;
  return at < size ? at : period - at;
}

/** Each picture by itself, unless its field was looked at as a whole. */
function inPictures(
  values: Float32Array,
  count: number,
  steps: readonly Step[],
  channels: number,
  fitted: readonly Step[] | undefined = undefined,
): void {
  const length = values.length / count;
  for (let n = 0; n < count; n++)
    applySteps(fitted ?? steps, values.subarray(n * length, (n + 1) * length), channels);
}

export function planesFirst(values: Float32Array, count: number, px: number, channels: number) {
  const out = new Float32Array(values.length);
  for (let n = 0; n < count; n++)
    for (let channel = 0; channel < channels; channel++)
      for (let i = 0; i < px; i++)
        out[(n * channels + channel) * px + i] = values[(n * px + i) * channels + channel] ?? 0;
  return out;
}

export function planesLast(values: Float32Array, count: number, px: number, channels: number) {
  const out = new Float32Array(values.length);
  for (let n = 0; n < count; n++)
    for (let channel = 0; channel < channels; channel++)
      for (let i = 0; i < px; i++)
        out[(n * px + i) * channels + channel] = values[(n * channels + channel) * px + i] ?? 0;
  return out;
}

/** The answer with its channels last, as its axes say. */
function readAnswer(
  manifest: OwnModel,
  { values, dims }: Awaited<ReturnType<NetworkCore['run']>>,
  count: number,
): { readonly rows: number; readonly columns: number; readonly places: Float32Array } {
  const { axes, channels } = manifest.network.output;
  const at = (axis: string) => dims[axes.indexOf(axis)] ?? 1;
  const fits =
    axes === 'bc' ? dims.length >= 2 && dims.slice(2).every((side) => side === 1) : dims.length === 4;
  if (!fits || at('b') !== count || at('c') !== channels)
    throw broken(
      manifest,
      `gives [${dims.join(', ')}] for ${count} ${count === 1 ? 'tile' : 'tiles'}; ${axes} with ${channels} channels was expected`,
      'Correct what is said of its output, or export the matching network.',
    );
  const [rows, columns] = axes === 'bc' ? [1, 1] : [at('y'), at('x')];
  const places =
    axes === 'bcyx' ? planesLast(values, count, rows * columns, channels) : new Float32Array(values);
  return { rows, columns, places };
}

/** Where in the answer the cells lie: index of the first answer of the first cell, and answers a side of a cell. */
function placesOf(
  manifest: OwnModel,
  { rows, columns, pad }: { readonly rows: number; readonly columns: number; readonly pad: number },
): { readonly first: number; readonly side: number } {
  const { tile, margin, stride, network } = manifest;
  if (rows === 1 && columns === 1) return { first: 0, side: 1 };
  const step = network.output.stride ?? (tile % rows === 0 ? tile / rows : 1);
  const border = (tile - rows * step) / 2;
  const first = (pad + margin - border) / step;
  const side = stride / step;
  if (
    rows !== columns ||
    border < 0 ||
    !Number.isInteger(first) ||
    first < 0 ||
    !Number.isInteger(side) ||
    side < 1
  )
    throw broken(
      manifest,
      `gives ${columns} x ${rows} answers for a tile of ${tile} px, which do not fit cells of ${stride} px within a margin of ${margin} px`,
      'Say how many px of the input one answer covers, and how large the margin is.',
    );
  return { first, side };
}

function broken(manifest: ModelManifest, what: string, remedy: string): ReticleError {
  return new ReticleError('model-invalid', `The model "${manifest.name}" ${what}.`, remedy);
}
