import { FieldCounter, type FieldCounts } from '../../domain/field-counts';
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

/** The regions of a field, counted. */
export function countRegions({ regions }: FieldAssessment): FieldCounts {
  const counter = new FieldCounter();
  for (const region of regions) counter.add(false, region);
  return counter.counts;
}
