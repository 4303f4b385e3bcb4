/** A place on the frame, px from its top left corner. */
export interface PointPx {
  readonly x: number;
  readonly y: number;
}
