import type { FieldPlacement, SizePx } from '../../domain/geometry';
import { slideToFrame } from '../../domain/geometry';
import { CELL_NO_TISSUE, CELL_NOT_ASSESSED } from '../../domain/overlay';
import { type Assessment, type FieldQuality, REGION_PX, regionValue } from '../../domain/quality';

/** Assessment of each region of one field. */
export interface FieldAssessment {
  readonly columns: number;
  readonly rows: number;
  readonly regions: readonly Assessment[];
}

/** Assessment of the region under the centre of a cell; null outside the field. */
export function assessCell(
  field: FieldAssessment,
  size: SizePx,
  placement: FieldPlacement,
  cellUm: number,
  column: number,
  row: number,
): Assessment | null {
  const px = slideToFrame(size, placement, { x: (column + 0.5) * cellUm, y: (row + 0.5) * cellUm });
  if (px.x < 0 || px.y < 0 || px.x >= size.width || px.y >= size.height) return null;
  const at = Math.floor(px.y / REGION_PX) * field.columns + Math.floor(px.x / REGION_PX);
  return field.regions[at] ?? null;
}

/** Sharpness of the region under the centre of a cell: 1 / (1 + blur in um), 0 outside the field. */
export function cellSharpness(
  { quality, size }: { readonly quality: FieldQuality; readonly size: SizePx },
  placement: FieldPlacement,
  cellUm: number,
  column: number,
  row: number,
): number {
  const px = slideToFrame(size, placement, { x: (column + 0.5) * cellUm, y: (row + 0.5) * cellUm });
  const value = regionValue(quality, Math.floor(px.x / REGION_PX), Math.floor(px.y / REGION_PX), 'blurUm');
  return Number.isNaN(value) ? 0 : 1 / (1 + value);
}

/** What is written into the map for a cell that is not inferred. */
export function cellCode(assessment: Assessment): number {
  return assessment === 'no-tissue' ? CELL_NO_TISSUE : CELL_NOT_ASSESSED;
}

/** The reason that holds for most of the field's tissue, or `assessed`; `no-tissue` when there is hardly any. */
export function dominantAssessment(field: FieldAssessment): Assessment {
  const counts = new Map<Assessment, number>();
  for (const region of field.regions) counts.set(region, (counts.get(region) ?? 0) + 1);
  // White beside tissue is glass under a bright lamp; where there is nothing else, tissue may be hidden in it.
  const white = counts.get('blown-out') ?? 0;
  const tissue = field.regions.length - white - (counts.get('no-tissue') ?? 0);
  if (tissue < 0.02 * field.regions.length)
    return white > field.regions.length / 2 ? 'over-exposed' : 'no-tissue';
  counts.delete('blown-out');
  for (const [assessment, count] of counts) {
    if (assessment !== 'no-tissue' && assessment !== 'assessed' && count > tissue / 2) return assessment;
  }
  return 'assessed';
}
