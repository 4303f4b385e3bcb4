import { fieldOfView, type PointUm } from '../domain/geometry';
import { CELL_NO_TISSUE } from '../domain/overlay';
import type { Assessment } from '../domain/quality';
import { inferableCells } from '../tiling/plan';
import type { ActiveModel } from './inference/active-model';
import { assessCell } from './inference/assessment';
import type { Examination } from './inference/examination';

/** Why a place has no probability. `waiting`: it is still to be analysed; `edge`: the model misses what surrounds it. */
export type NoAnswer = Exclude<Assessment, 'assessed' | 'looking'> | 'waiting' | 'edge';

/** What one class of one model says of a place: a probability 0..1, or why there is none. */
export interface PlaceAnswer {
  readonly modelId: string;
  readonly classId: string;
  readonly probability: number | null;
  readonly why: NoAnswer | null;
}

/**
 * What is known of a point of the slide, of every class of the models that are on.
 * @param at slide um on `island`
 */
export function readPlace(
  { look, refusing }: Pick<Examination, 'look' | 'refusing'>,
  active: readonly ActiveModel[],
  at: PointUm,
  island: number,
): readonly PlaceAnswer[] {
  return active.flatMap((entry) => {
    const { manifest } = entry.model;
    const cell = { column: Math.floor(at.x / manifest.cellUm), row: Math.floor(at.y / manifest.cellUm) };
    const isHere = look !== null && look.island === island;
    const why = refusing.some(({ manifest: { id } }) => id === manifest.id)
      ? 'wrong-scale'
      : isHere
        ? whyNone(entry, look, cell)
        : 'waiting';
    return manifest.classes.map(({ id }, classIndex): PlaceAnswer => {
      const value = isHere ? (entry.cells.pages?.value(cell.column, cell.row, classIndex) ?? -1) : -1;
      const known = value >= 0 && why !== 'wrong-scale';
      const probability = known ? value : null;
      // What an earlier field showed to be glass is glass.
      const none = value === CELL_NO_TISSUE && why === 'edge' ? 'no-tissue' : why;
      return { modelId: manifest.id, classId: id, probability, why: known ? null : none };
    });
  });
}

function whyNone(
  { model: { manifest } }: ActiveModel,
  { assessment, placement, size }: NonNullable<Examination['look']>,
  { column, row }: { readonly column: number; readonly row: number },
): NoAnswer {
  const seen = assessCell(assessment, size, placement, manifest.cellUm, column, row);
  if (seen !== null && seen !== 'assessed' && seen !== 'looking') return seen;
  const within = inferableCells(fieldOfView(size, placement), manifest);
  const isWithin =
    column >= within.firstColumn &&
    column < within.endColumn &&
    row >= within.firstRow &&
    row < within.endRow;
  return isWithin || seen === null ? 'waiting' : 'edge';
}
