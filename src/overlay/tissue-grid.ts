import { tissueShare } from './appearance';
import type { FrameFit } from './frame-fit';
import { GRID_STEP } from './sample-grid';

/**
 * How much of the heat each point of the sample grid carries, 0 glass to 1 tissue, by the frame's colour about it.
 * @param small a canvas of its own, whose size is changed
 */
export function tissueGrid(
  small: OffscreenCanvas,
  frame: CanvasImageSource,
  fit: FrameFit,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Float32Array {
  small.width = columns;
  small.height = rows;
  const context = small.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.imageSmoothingQuality = 'medium';
  // A grid point is the centre of a px of the small picture.
  context.drawImage(frame, 0.5, 0.5, fit.width / GRID_STEP, fit.height / GRID_STEP);
  const { data } = context.getImageData(0, 0, columns, rows);
  const shares = new Float32Array(columns * rows);
  for (let i = 0; i < shares.length; i++)
    shares[i] = tissueShare(data[i * 4] ?? 0, data[i * 4 + 1] ?? 0, data[i * 4 + 2] ?? 0);
  return shares;
}
