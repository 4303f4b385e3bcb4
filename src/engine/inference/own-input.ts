import { fieldOfView } from '../../domain/geometry';
import type { ModelManifest } from '../../domain/manifest';
import { inChannels, inputChannels } from '../../domain/network-spec';
import { fitSteps, isOfPicture } from '../../domain/processing';
import type { TileInput } from '../../domain/tile';
import { type PinnedField, placementOf } from '../field-pipeline';

/** Squares a side, and their side in px, that the look of a field is taken from. */
const SQUARES = 4;
const SQUARE_PX = 64;

/**
 * Tiles of a user's model with what its input takes from the picture (mean, percentiles) worked out on the field as a
 * whole: worked out on each tile, its neighbours would be treated otherwise.
 */
export async function fittedInput(
  pinned: Pick<PinnedField, 'resample' | 'size' | 'tracked'>,
  { network, umPerPx }: ModelManifest,
  input: TileInput,
): Promise<TileInput> {
  if (!network || input.kind !== 'cpu' || !network.input.steps.some(isOfPicture)) return input;
  const placement = placementOf(pinned.tracked);
  if (!placement) return input;
  const scale = umPerPx / placement.umPerPx;
  const view = fieldOfView(pinned.size, placement);
  const sizePx = Math.max(
    8,
    Math.min(SQUARE_PX, Math.floor(Math.min(view.width, view.height) / umPerPx / SQUARES)),
  );
  const starts = (length: number) =>
    Array.from({ length: SQUARES }, (_, i) => (Math.max(0, length - sizePx * scale) * i) / (SQUARES - 1));
  const { width, height } = pinned.size;
  const sample = await pinned.resample({
    corners: starts(height).flatMap((y) => starts(width).map((x) => ({ x, y }))),
    ...{ scale, sizePx, mean: [0, 0, 0], std: [1, 1, 1] },
  });
  const values = inChannels(sample, network.input);
  return { ...input, steps: fitSteps(network.input.steps, values, inputChannels(network)) };
}
