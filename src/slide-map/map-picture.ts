import { CELL_NO_TISSUE, CELL_NOT_ASSESSED } from '../domain/overlay';
import { COVERAGE, type Coverage, MAX_MAP_PX, type MapPicture, type MapView } from '../domain/slide-map';
import type { CellPages } from './cell-pages';
import { MOSAIC_UM, type MosaicPages, NOT_SEEN, SEEN_BLURRED, SEEN_SHARP } from './mosaic-pages';

export interface MapLayers {
  readonly mosaic: MosaicPages | null;
  readonly cells: { readonly pages: CellPages; readonly cellUm: number; readonly classIndex: number } | null;
}

/** Most cells or mosaic px looked at along one side of a px: farther out the picture is sampled. */
const MOST_SAMPLES = 4;

/**
 * Pictures a rectangle of the map. Where a px covers several cells it shows the highest probability and the
 * least coverage: neither a small focus nor a gap is lost. @throws RangeError for a size that is no picture
 */
export function pictureMap(layers: MapLayers, view: MapView): MapPicture {
  const { width, height, umPerPx } = view;
  const whole = [width, height].every((side) => Number.isInteger(side) && side > 0 && side <= MAX_MAP_PX);
  if (!whole || !(umPerPx > 0))
    throw new RangeError(`no map picture of ${width} x ${height} px at ${umPerPx} um/px`);
  const rgba = new Uint8ClampedArray(width * height * 4);
  const probability = new Float32Array(width * height).fill(Number.NaN);
  const coverage = new Uint8Array(width * height);
  const { mosaic, cells } = layers;
  const mosaicX = steps(view.origin.x, umPerPx, width, MOSAIC_UM);
  const mosaicY = steps(view.origin.y, umPerPx, height, MOSAIC_UM);
  const cellX = cells ? steps(view.origin.x, umPerPx, width, cells.cellUm) : [];
  const cellY = cells ? steps(view.origin.y, umPerPx, height, cells.cellUm) : [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const seen = mosaic
        ? colourOf(mosaic, mosaicX[x] ?? [], mosaicY[y] ?? [], rgba, at * 4)
        : COVERAGE.notSeen;
      if (!cells) {
        coverage[at] = seen;
        continue;
      }
      let highest = Number.NaN;
      let least: Coverage = COVERAGE.examined;
      for (const row of cellY[y] ?? [])
        for (const column of cellX[x] ?? []) {
          const value = cells.pages.value(column, row, cells.classIndex);
          if (value >= 0 && !(highest >= value)) highest = value;
          least = Math.min(least, coverageOf(value, seen)) as Coverage;
        }
      probability[at] = highest;
      coverage[at] = least;
    }
  return { view, rgba, probability, coverage };
}

/** What a cell's value says, with what the mosaic saw there. */
export function coverageOf(value: number, seen: Coverage): Coverage {
  if (value >= 0 || value === CELL_NO_TISSUE) return COVERAGE.examined;
  return value === CELL_NOT_ASSESSED ? COVERAGE.outOfFocus : seen;
}

/** Per px along one axis: the grid squares under it, at most MOST_SAMPLES. */
function steps(origin: number, umPerPx: number, count: number, um: number): number[][] {
  return Array.from({ length: count }, (_, i) => {
    const low = (origin + i * umPerPx) / um;
    const high = (origin + (i + 1) * umPerPx) / um;
    // A px finer than the grid shows the square under its centre.
    if (high - low <= 1) return [Math.floor((low + high) / 2)];
    const first = Math.floor(low);
    const squares = Math.max(1, Math.ceil(high) - first);
    const samples = Math.min(squares, MOST_SAMPLES);
    return Array.from({ length: samples }, (_, k) => first + Math.floor(((k + 0.5) * squares) / samples));
  });
}

/** Mean colour of the seen px; returns the least of what was seen. */
function colourOf(
  mosaic: MosaicPages,
  columns: readonly number[],
  rows: readonly number[],
  rgba: Uint8ClampedArray,
  at: number,
): Coverage {
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  let least = SEEN_SHARP as number;
  for (const row of rows)
    for (const column of columns) {
      least = Math.min(least, mosaic.seen(column, row));
      if (mosaic.addColour(column, row, sum)) count++;
    }
  if (count > 0) {
    for (const channel of [0, 1, 2] as const) rgba[at + channel] = sum[channel] / count;
    rgba[at + 3] = 255;
  }
  if (least === NOT_SEEN) return COVERAGE.notSeen;
  return least === SEEN_BLURRED ? COVERAGE.outOfFocus : COVERAGE.seen;
}
