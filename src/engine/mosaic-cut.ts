import { type FieldPlacement, fieldOfView, slideToFrame } from '../domain/geometry';
import { REGION_PX } from '../domain/quality';
import { MOSAIC_UM, type MosaicPatch } from '../slide-map/mosaic-pages';
import type { PinnedField } from './field-pipeline';
import type { FieldAssessment } from './inference/assessment';

/** Px a side of the squares that a field is cut into, and the most of them in one go. */
const SQUARE = 32;
const MOST_SQUARES = 200;

/** The field as whole px of the mosaic, by exact area; null where it holds none. */
export async function cutMosaic(
  pinned: PinnedField,
  assessment: FieldAssessment,
  placement: FieldPlacement,
): Promise<MosaicPatch | null> {
  const field = fieldOfView(pinned.size, placement);
  const column = Math.ceil(field.x / MOSAIC_UM);
  const row = Math.ceil(field.y / MOSAIC_UM);
  const width = Math.floor((field.x + field.width) / MOSAIC_UM) - column;
  const height = Math.floor((field.y + field.height) / MOSAIC_UM) - row;
  if (width < 1 || height < 1) return null;
  let side = SQUARE;
  while (Math.ceil(width / side) * Math.ceil(height / side) > MOST_SQUARES) side *= 2;
  const across = Math.ceil(width / side);
  const down = Math.ceil(height / side);
  const px = (x: number, y: number) =>
    slideToFrame(pinned.size, placement, { x: (column + x) * MOSAIC_UM, y: (row + y) * MOSAIC_UM });
  const squares = await pinned.resample({
    corners: Array.from({ length: across * down }, (_, i) =>
      px((i % across) * side, Math.floor(i / across) * side),
    ),
    scale: MOSAIC_UM / placement.umPerPx,
    sizePx: side,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  });
  const rgb = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const square = Math.floor(y / side) * across + Math.floor(x / side);
      const from = ((square * side + (y % side)) * side + (x % side)) * 3;
      rgb.set(squares.subarray(from, from + 3), (y * width + x) * 3);
    }
  const sharp = (x: number, y: number) => {
    const at = px(x + 0.5, y + 0.5);
    const region =
      assessment.regions[Math.floor(at.y / REGION_PX) * assessment.columns + Math.floor(at.x / REGION_PX)];
    return region === 'assessed' || region === 'no-tissue';
  };
  return { origin: { column, row }, width, height, rgb, sharp };
}
