import type { PointUm, RectUm } from './geometry';

/** A connected positive region of one class on the slide map. */
export interface Focus {
  readonly modelId: string;
  readonly classId: string;
  readonly island: number;
  readonly cells: number;
  /** Side of a cell, um. */
  readonly cellUm: number;
  /** Its cells as runs: row, first column and the column after the last, three numbers each, in order of rows. */
  readonly runs: Int32Array;
  readonly areaUm2: number;
  /** Largest distance between two of its points (maximum Feret diameter), um, with its ends. */
  readonly longestDiameterUm: number;
  readonly diameter: readonly [PointUm, PointUm];
  readonly bounds: RectUm;
  /** Borders tissue that is not assessed: the figures are then lower bounds. */
  readonly open: boolean;
}
