/**
 * For how much of the tissue in a field a model has an answer: all of it, some, none, or there is no tissue. Where it has
 * none, nothing is said of what is positive: that would read as negative.
 */
export type Assessment = 'assessed' | 'partly-assessed' | 'not-assessed' | 'no-tissue';

/** What was measured of what. */
export type MeasurementSubject =
  | { readonly kind: 'annotation'; readonly id: string }
  | {
      readonly kind: 'model';
      readonly modelId: string;
      readonly classId: string;
      readonly assessment: Assessment;
    };

export type Quantity =
  | 'length'
  | 'perimeter'
  | 'area'
  | 'count'
  /** Objects per mm2. */
  | 'density'
  | 'positive-area'
  /** Of the tissue that was assessed. */
  | 'tissue-area'
  /** Share of the tissue that was assessed, %. */
  | 'assessed-share'
  /** Positive share of the assessed tissue, %. */
  | 'positive-share'
  | 'foci'
  /** Of those, what a person has confirmed and rejected; told only where something was decided. */
  | 'foci-confirmed'
  | 'foci-rejected'
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
  /** Half-width of the 95% interval, in `unit`; null: not known; 0: the figure is exact and has none. */
  readonly uncertainty: number | null;
  /** The true value is this or more: of what is measured, a part was not examined. */
  readonly isAtLeast?: true;
}
