import type { PointUm } from '../../domain/geometry';

/** Where the displayed frame lies, told with every frame. */
export interface Placement {
  readonly centre: PointUm;
  readonly umPerPx: number;
  readonly island: number;
  readonly width: number;
  readonly height: number;
  /** The frame is held; left out: false. */
  readonly frozen?: boolean;
}
