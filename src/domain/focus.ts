import type { PointUm, RectUm } from './geometry';

/** A connected positive region of one class on the slide map. */
export interface Focus {
  readonly modelId: string;
  readonly classId: string;
  readonly island: number;
  readonly cells: number;
  readonly areaUm2: number;
  /** Largest distance between two of its points (maximum Feret diameter), um, with its ends. */
  readonly longestDiameterUm: number;
  readonly diameter: readonly [PointUm, PointUm];
  readonly bounds: RectUm;
  /** Borders tissue that is not assessed: the figures are then lower bounds. */
  readonly open: boolean;
}
