import { MAX_GAIN, type MeasuredFlatField } from '../../domain/flat-field';
import type { Mounting } from '../../domain/frame';
import type { SizePx } from '../../domain/geometry';
import { mountingMap } from '../mounting';
import { FlatFieldCorrector } from './apply';
import { checkBlank, checkLight } from './blank-checks';
import { type Blocks, measureBlocks } from './blocks';
import type { FrameAverage } from './frame-average';
import { type FieldNodes, toFrameGrid } from './gain-nodes';
import { fitSurface, type Surface } from './smooth-surface';
import { toLinear } from './transfer';
import { measureUniformity } from './uniformity';

/** Code value of blank glass after correction: bright, with room for noise below clipping. */
export const BLANK_LEVEL = 0.95;
/** Blocks a side around a block whose median stands for what the polynomial leaves. */
const NEIGHBOURS = 5;

/**
 * Flat field and white balance from frames of blank glass.
 * @param blank the average that gains are worked out from
 * @param check later frames of the same place, on which the correction is measured
 * @param frame size of the frames before mounting, px
 * @throws ReticleError 'blank-unsteady', 'blank-clipped', 'blank-dark' or 'blank-not-blank'
 */
export function measureFlatField(
  blank: FrameAverage,
  check: FrameAverage,
  frame: SizePx,
  mounting: Mounting,
): MeasuredFlatField {
  checkLight(blank);
  const blocks = measureBlocks(blank.size, blank.read);
  const linear = blocks.levels.map(toLinear);
  const surfaces = [0, 1, 2].map((channel) =>
    fitSurface(ofChannel(linear, channel), blocks.columns, blocks.rows),
  );
  checkBlank(blocks, surfaces);
  const grid = toFrameGrid(nodesOf(blocks, linear, surfaces), frame, mounting);
  const corrected = pictureOf(check);
  new FlatFieldCorrector().apply(corrected, mountingMap(frame, mounting), frame, grid);
  return {
    level: BLANK_LEVEL,
    grid,
    before: measureUniformity(blocks),
    after: measureUniformity(measureBlocks(check.size, (px, channel) => corrected[4 * px + channel] ?? 0)),
  };
}

const ofChannel = (values: Float32Array, channel: number) =>
  Array.from({ length: values.length / 3 }, (_, i) => values[3 * i + channel] ?? 0);

/** Gain = wanted light over the smooth part of the light that is there. */
function nodesOf({ columns, rows }: Blocks, linear: Float32Array, surfaces: readonly Surface[]): FieldNodes {
  const wanted = toLinear(BLANK_LEVEL);
  const nodes = { columns: columns + 1, rows: rows + 1 };
  const gains = new Float32Array(nodes.columns * nodes.rows * 3);
  surfaces.forEach((surface, channel) => {
    const rest = smoothRest(ofChannel(linear, channel), surface, columns, rows);
    for (let row = 0; row < nodes.rows; row++)
      for (let column = 0; column < nodes.columns; column++) {
        const light = surface.at(column / columns, row / rows) + rest(column - 0.5, row - 0.5);
        const gain = wanted / Math.max(wanted / MAX_GAIN, light);
        gains[3 * (row * nodes.columns + column) + channel] = gain;
      }
  });
  return { ...nodes, gains };
}

/**
 * What the polynomial leaves, as the median of the blocks around: the edge of a field stop stays, dust goes.
 * @returns the mean of the four blocks around a corner between blocks
 */
function smoothRest(values: readonly number[], surface: Surface, columns: number, rows: number) {
  const left = values.map(
    (value, i) => value - surface.at(((i % columns) + 0.5) / columns, (Math.floor(i / columns) + 0.5) / rows),
  );
  const inside = (i: number, count: number) => Math.min(count - 1, Math.max(0, i));
  const half = NEIGHBOURS >> 1;
  const smooth = left.map((_, i) => {
    const around: number[] = [];
    for (let y = -half; y <= half; y++)
      for (let x = -half; x <= half; x++) {
        const [column, row] = [(i % columns) + x, Math.floor(i / columns) + y];
        if (column >= 0 && row >= 0 && column < columns && row < rows)
          around.push(left[row * columns + column] ?? 0);
      }
    return around.sort((a, b) => a - b)[around.length >> 1] ?? 0;
  });
  return (column: number, row: number) => {
    const corners = [Math.floor(column), Math.ceil(column)].flatMap((x) =>
      [Math.floor(row), Math.ceil(row)].map(
        (y) => smooth[inside(y, rows) * columns + inside(x, columns)] ?? 0,
      ),
    );
    return corners.reduce((a, b) => a + b, 0) / corners.length;
  };
}

/** The average as 8-bit RGBA. */
function pictureOf({ size, read }: FrameAverage): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * size.width * size.height);
  for (let px = 0; px < size.width * size.height; px++)
    for (let channel = 0; channel < 4; channel++)
      rgba[4 * px + channel] = channel < 3 ? read(px, channel) : 255;
  return rgba;
}
