import { CELL_UNKNOWN } from '../domain/overlay';
import { TAKE_PROBABILITY } from './cell-batch';
import type { CellPages } from './cell-pages';
import type { MosaicPages } from './mosaic-pages';

/** Writes single cells: a probability, or a negative code. */
export function put(
  pages: CellPages,
  cells: readonly (readonly [column: number, row: number, value: number])[],
  sharpness = 0.8,
): void {
  for (const [column, row, value] of cells)
    pages.write(
      {
        tiles: [{ column, row }],
        cells: 1,
        codes: new Float32Array([value >= 0 ? TAKE_PROBABILITY : value]),
      },
      new Float32Array(pages.classes).fill(value < 0 ? CELL_UNKNOWN : value),
      1000,
      () => sharpness,
    );
}

/** Writes a rectangle of one colour, 0..1. */
export function paint(
  mosaic: MosaicPages,
  origin: { column: number; row: number },
  size: { width: number; height: number },
  colour: readonly [number, number, number],
  sharp = true,
): void {
  const rgb = new Float32Array(size.width * size.height * 3).map((_, i) => colour[i % 3] ?? 0);
  mosaic.write({ origin, ...size, rgb, sharp: () => sharp });
}
