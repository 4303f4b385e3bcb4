import { type SizePx, slideToFrame } from '../domain/geometry';
import type { ModelManifest } from '../domain/manifest';
import type { Tile } from '../domain/tile';
import type { TrackedField } from '../domain/tracking';
import type { TileCut } from '../optics/tile-cut';
import { placementOf } from './field-pipeline';

/** Where tiles, given by the cells of the slide, lie in the px of a held field. */
export function cutOf(
  size: SizePx,
  tracked: TrackedField | null,
  manifest: ModelManifest,
  tiles: readonly Tile[],
  sizePx: number,
): TileCut {
  const placement = placementOf(tracked);
  if (!placement) throw new Error('a field without a place cannot be cut into tiles');
  const { cellUm, umPerPx, margin, input } = manifest;
  return {
    corners: tiles.map((tile) =>
      slideToFrame(size, placement, {
        x: tile.column * cellUm - margin * umPerPx,
        y: tile.row * cellUm - margin * umPerPx,
      }),
    ),
    scale: umPerPx / placement.umPerPx,
    sizePx,
    mean: input.mean,
    std: input.std,
  };
}
