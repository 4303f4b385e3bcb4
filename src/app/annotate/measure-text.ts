import { type Annotation, isPlaced } from '../../domain/annotation';
import type { Measurement } from '../../domain/measurement';
import type { MeasureRow } from './measure-rows';
import { asTable } from './table-text';

/** The words of the table, in the page's language. */
export interface MeasureWords {
  /** Of name, class, place, quantity, value, uncertainty, unit. */
  readonly head: readonly string[];
  readonly unplaced: string;
  readonly unknown: string;
  readonly nameOf: (annotation: Annotation, number: number) => string;
  readonly className: (classId: string | null) => string;
}

/**
 * Figures as text for a spreadsheet, one row each: not rounded, in um, um2 and per mm2, each with the half-width of its
 * 95% interval in the same unit. A count is exact and has none.
 */
export function measureText(rows: readonly MeasureRow[], words: MeasureWords): string {
  return asTable([
    words.head,
    ...rows.map(({ annotation, figure, number }) => [
      words.nameOf(annotation, number),
      words.className(annotation.classId),
      isPlaced(annotation) ? '' : words.unplaced,
      figure?.quantity ?? '',
      figure ? String(figure.value) : '',
      figure ? spreadOf(figure, words) : '',
      !figure || figure.unit === '1' ? '' : figure.unit,
    ]),
  ]);
}

function spreadOf({ uncertainty }: Measurement, { unknown }: MeasureWords): string {
  if (uncertainty === null) return unknown;
  return uncertainty === 0 ? '' : String(uncertainty);
}
