import { type FieldPlacement, fieldOfView, type RectUm } from '../../domain/geometry';
import { CELL_UNKNOWN } from '../../domain/overlay';
import type { Assessment } from '../../domain/quality';
import { SHARP_UM } from '../../optics/assess';
import { type CellCode, LEAVE_AS_IS, TAKE_PROBABILITY } from '../../slide-map/cell-batch';
import { type CellView, type Plan, planTiles, type StageRest } from '../../tiling/plan';
import type { PinnedField } from '../field-pipeline';
import type { ActiveModel } from './active-model';
import { assessCell, cellCode, cellSharpness, type FieldAssessment } from './assessment';

/** Sharpness (see cellSharpness) that a field must gain for known tissue to be inferred again, at rest. */
const SHARPER = 0.1;
/** What was as sharp as this is not inferred again: beyond it, blur tells tissues apart rather than fields. */
const SHARP_ENOUGH = 1 / (1 + SHARP_UM);

/** The field in hand, with what was found of it. */
export interface FieldInHand {
  readonly pinned: PinnedField;
  readonly placement: FieldPlacement;
  readonly assessment: FieldAssessment;
  readonly stage: StageRest;
}

/** One model over the field in hand. */
export interface FieldPass {
  readonly entry: ActiveModel;
  readonly plan: Plan;
  readonly view: (column: number, row: number) => CellView;
  readonly assess: (column: number, row: number) => Assessment | null;
  readonly sharpnessAt: (column: number, row: number) => number;
}

/**
 * Plans what is to be run of a field for one model, after writing down at once what needs no inference.
 * @param budget work of a batch, in tiles
 * @param lanes tiles that run side by side
 */
export function planPass(
  entry: ActiveModel,
  { pinned, placement, assessment, stage }: FieldInHand,
  { budget, lanes }: { readonly budget: number; readonly lanes: number },
): FieldPass {
  const { manifest } = entry.model;
  const { cellUm } = manifest;
  const field = fieldOfView(pinned.size, placement);
  entry.cells.follow({ column: placement.centre.x / cellUm, row: placement.centre.y / cellUm });
  const sharpnessAt = (column: number, row: number) => cellSharpness(pinned, placement, cellUm, column, row);
  const assess = (column: number, row: number) =>
    assessCell(assessment, pinned.size, placement, cellUm, column, row);
  const sharper = (column: number, row: number) => {
    const before = entry.cells.pages?.sharpness(column, row) ?? 0;
    return before > 0 && before < SHARP_ENOUGH && sharpnessAt(column, row) > before + SHARPER;
  };
  const view = (column: number, row: number): CellView => {
    // Beyond the window nothing can be kept, and it would be run for ever.
    if (!entry.cells.contains(column, row)) return 'not-assessable';
    const known = entry.cells.state(column, row) >= 0;
    if (known && !(stage !== 'moving' && sharper(column, row))) return 'known';
    const seen = assess(column, row);
    if (known && seen !== 'assessed') return 'known';
    return seen === 'assessed' ? 'open' : seen === 'no-tissue' ? 'no-tissue' : 'not-assessable';
  };
  mark(entry, field, assess);
  const plan = planTiles({ field, model: manifest, view, stage, budget, lanes });
  return { entry, plan, view, assess, sharpnessAt };
}

/** What each cell of the planned tiles becomes once they were run: a probability, or why there is none. */
export function codesOf({ plan: { tiles, cells }, assess }: FieldPass): Float32Array<ArrayBuffer> {
  const codes = new Float32Array(tiles.length * cells * cells);
  tiles.forEach((tile, t) => {
    for (let i = 0; i < cells * cells; i++) {
      const seen = assess(tile.column + (i % cells), tile.row + Math.floor(i / cells));
      codes[t * cells * cells + i] =
        seen === null ? LEAVE_AS_IS : seen === 'assessed' ? TAKE_PROBABILITY : cellCode(seen);
    }
  });
  return codes;
}

/** Writes down at once what needs no inference: no tissue, blur, exposure. */
function mark(entry: ActiveModel, field: RectUm, assess: FieldPass['assess']): void {
  const { cellUm } = entry.model.manifest;
  const column = Math.ceil(field.x / cellUm);
  const row = Math.ceil(field.y / cellUm);
  const width = Math.floor((field.x + field.width) / cellUm) - column;
  const height = Math.floor((field.y + field.height) / cellUm) - row;
  entry.cells.mark({ column, row, width, height }, (c, r): CellCode => {
    const seen = assess(c, r);
    if (seen === null) return LEAVE_AS_IS;
    if (seen !== 'assessed') return cellCode(seen);
    return entry.cells.state(c, r) < 0 ? CELL_UNKNOWN : LEAVE_AS_IS;
  });
}
