/** What was measured of what. */
export type MeasurementSubject =
  | { readonly kind: 'annotation'; readonly id: string }
  | { readonly kind: 'model'; readonly modelId: string; readonly classId: string };

export type Quantity =
  | 'length'
  | 'perimeter'
  | 'area'
  | 'count'
  /** Objects per mm2. */
  | 'density'
  | 'positive-area'
  | 'tissue-area'
  /** Positive share of the assessed tissue, %. */
  | 'positive-share'
  | 'foci'
  /** Maximum Feret diameter of the largest focus. */
  | 'longest-diameter';

/** UCUM, but for the square and the plain count: um, um2, mm2, 1, /mm2, %. */
export type MeasurementUnit = 'um' | 'um2' | 'mm2' | '1' | '/mm2' | '%';

/** One measured figure as programs exchange it: not rounded. */
export interface Measurement {
  readonly subject: MeasurementSubject;
  readonly quantity: Quantity;
  readonly value: number;
  readonly unit: MeasurementUnit;
  /** Half-width of the 95% interval, in `unit`; null: not known. */
  readonly uncertainty: number | null;
}
