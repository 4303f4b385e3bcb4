import type { RectUm } from '../../domain/geometry';
import type { LoadedModel } from '../../domain/runtime';
import { type CellView, inferableCells } from '../../tiling/plan';
import type { ActiveModel } from './active-model';
import type { dominantAssessment } from './assessment';

/** What the loop last saw and did; the status line and the diagnostics read it. */
export interface Examination {
  readonly dominant: ReturnType<typeof dominantAssessment> | null;
  /** Tiles of this field still to run, of all enabled models. */
  readonly pending: number;
  /** Share of the assessable cells of the field that are inferred, 0..1. */
  readonly examined: number;
  /** Enabled models that refuse the scale. */
  readonly refusing: readonly LoadedModel[];
}

export const NOTHING_EXAMINED: Examination = { dominant: null, pending: 0, examined: 0, refusing: [] };

type Viewed = { readonly entry: ActiveModel; readonly view: (column: number, row: number) => CellView };

/** Share of the assessable cells of `field` that are inferred, over all models, 0..1. */
export function examinedShare(passes: readonly Viewed[], field: RectUm): number {
  let known = 0;
  let open = 0;
  for (const { entry, view } of passes) {
    const range = inferableCells(field, entry.model.manifest);
    for (let row = range.firstRow; row < range.endRow; row++)
      for (let column = range.firstColumn; column < range.endColumn; column++) {
        const seen = view(column, row);
        if (seen === 'known') known++;
        else if (seen === 'open') open++;
      }
  }
  return known + open === 0 ? 0 : known / (known + open);
}
