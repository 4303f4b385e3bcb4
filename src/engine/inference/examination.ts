import { FieldCounter, type FieldCounts, type PictureCounts } from '../../domain/field-counts';
import type { FieldPlacement, RectUm, SizePx } from '../../domain/geometry';
import type { LoadedModel } from '../../domain/runtime';
import { inferableCells } from '../../tiling/plan';
import type { FieldAssessment } from './assessment';
import type { FieldPass } from './field-pass';

/** Why each part of a field can or cannot be answered for, and where it lay. */
export interface FieldLook {
  readonly assessment: FieldAssessment;
  readonly placement: FieldPlacement;
  readonly size: SizePx;
  readonly island: number;
}

/** What the loop last saw and did; the status line and the diagnostics read it. */
export interface Examination {
  /** Regions of the field as it is shown; null before the first look. */
  readonly picture: FieldCounts | null;
  /** Cells of the field, of all enabled models that take its scale; null without a place on the slide. */
  readonly cells: FieldCounts | null;
  /** All cells of the picture, those near its edge too; null without a place on the slide. */
  readonly whole: PictureCounts | null;
  /** The field that all this was found of; null without a place on the slide. */
  readonly look: FieldLook | null;
  /** Tiles of this field still to run, of all enabled models. */
  readonly pending: number;
  /** Enabled models that refuse the scale. */
  readonly refusing: readonly LoadedModel[];
  /** Those that take it, and need more around a place than the field shows anywhere. */
  readonly cramped: readonly LoadedModel[];
}

export const NOTHING_EXAMINED: Examination = {
  picture: null,
  cells: null,
  whole: null,
  look: null,
  pending: 0,
  refusing: [],
  cramped: [],
};

type Viewed = Pick<FieldPass, 'entry' | 'assess'>;

/** What is known of the cells of `field` that a model can answer for: those whose whole context lies in it. */
export function countCells(passes: readonly Viewed[], field: RectUm): FieldCounts {
  const counter = new FieldCounter();
  for (const { entry, assess } of passes) {
    const range = inferableCells(field, entry.model.manifest);
    for (let row = range.firstRow; row < range.endRow; row++)
      for (let column = range.firstColumn; column < range.endColumn; column++) {
        const seen = assess(column, row);
        if (seen !== null) counter.add(entry.cells.state(column, row) >= 0, seen);
      }
  }
  return counter.counts;
}

/** What is known of every cell whose centre lies in `field`, a model's context within it or not. */
export function countPicture(passes: readonly Viewed[], field: RectUm): PictureCounts {
  const counter = new FieldCounter();
  let edge = 0;
  for (const { entry, assess } of passes) {
    const { cellUm } = entry.model.manifest;
    const within = inferableCells(field, entry.model.manifest);
    const endColumn = Math.ceil((field.x + field.width) / cellUm);
    const endRow = Math.ceil((field.y + field.height) / cellUm);
    for (let row = Math.floor(field.y / cellUm); row < endRow; row++)
      for (let column = Math.floor(field.x / cellUm); column < endColumn; column++) {
        const seen = assess(column, row);
        if (seen === null) continue;
        const known = entry.cells.state(column, row) >= 0;
        const inside =
          column >= within.firstColumn &&
          column < within.endColumn &&
          row >= within.firstRow &&
          row < within.endRow;
        if (!known && !inside && seen === 'assessed') edge++;
        else counter.add(known, seen);
      }
  }
  return { ...counter.counts, edge };
}

/** Whether the model can answer for any place of `field`. */
export function hasRoom({ model: { manifest } }: Pick<FieldPass['entry'], 'model'>, field: RectUm): boolean {
  const { firstColumn, endColumn, firstRow, endRow } = inferableCells(field, manifest);
  return endColumn > firstColumn && endRow > firstRow;
}
