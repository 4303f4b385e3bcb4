import type { FieldPlacement } from '../domain/geometry';
import type { OverlayLayer } from '../domain/overlay';
import { type CellSample, sampleCells } from './cell-sample';
import type { FrameFit } from './frame-fit';
import { targetScale } from './state-regions';

/** Distance between the points at which heat and contours are evaluated, target px. */
export const GRID_STEP = 4;

/** What {@link CellSample} tells at every GRID_STEP px of the frame on the target; NaN where nothing is known around. */
export interface SampleGrid {
  readonly columns: number;
  readonly rows: number;
  readonly probability: Float32Array;
  readonly smooth: Float32Array;
  readonly slope: Float32Array;
  readonly bend: Float32Array;
  readonly known: Float32Array;
  readonly examined: Float32Array;
}

export function sampleGrid(
  { window, cellUm }: OverlayLayer<Float32Array>,
  fit: FrameFit,
  placement: FieldPlacement,
): SampleGrid {
  const { centreX, centreY, pxPerUm } = targetScale(fit, placement);
  const columns = Math.ceil(fit.width / GRID_STEP) + 1;
  const rows = Math.ceil(fit.height / GRID_STEP) + 1;
  const values = () => new Float32Array(columns * rows);
  const [probability, smooth, slope] = [values(), values(), values()];
  const [bend, known, examined] = [values(), values(), values()];
  const sample: CellSample = {
    state: 0,
    probability: 0,
    smooth: 0,
    slope: 0,
    bend: 0,
    known: 0,
    examined: 0,
  };
  for (let r = 0; r < rows; r++) {
    const y = (placement.centre.y + (fit.y + r * GRID_STEP - centreY) / pxPerUm) / cellUm;
    for (let c = 0; c < columns; c++) {
      const x = (placement.centre.x + (fit.x + c * GRID_STEP - centreX) / pxPerUm) / cellUm;
      sampleCells(window, x, y, sample);
      const at = r * columns + c;
      probability[at] = sample.probability;
      smooth[at] = sample.smooth;
      slope[at] = sample.slope;
      bend[at] = sample.bend;
      known[at] = sample.known;
      examined[at] = sample.examined;
    }
  }
  return { columns, rows, probability, smooth, slope, bend, known, examined };
}
