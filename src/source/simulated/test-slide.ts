import type { PointUm } from '../../domain/geometry';
import type { StageSlide } from './stage-slide';

/** A slide for tests whose every px can be told by formula: smooth waves, and a round tumour in the middle. */
export function waveSlide(
  sizeUm = 4000,
): StageSlide & { at(x: number, y: number): [number, number, number] } {
  const at = (x: number, y: number): [number, number, number] => [
    128 + 100 * Math.sin(x / 9) * Math.cos(y / 14),
    128 + 80 * Math.cos(x / 17 + y / 11),
    128 + 60 * Math.sin(y / 8),
  ];
  const inTumour = (x: number, y: number) => Math.hypot(x - sizeUm / 2, y - sizeUm / 2) < sizeUm / 8;
  const each = (
    origin: PointUm,
    umPerPx: number,
    width: number,
    height: number,
    visit: (index: number, x: number, y: number) => void,
  ) => {
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        visit(row * width + column, origin.x + (column + 0.5) * umPerPx, origin.y + (row + 0.5) * umPerPx);
  };
  return {
    at,
    widthUm: sizeUm,
    heightUm: sizeUm,
    startUm: { x: sizeUm / 2, y: sizeUm / 2 },
    tour: [
      { x: sizeUm / 2, y: sizeUm / 2, dwellMs: 200 },
      { x: sizeUm / 2 + 400, y: sizeUm / 2, dwellMs: 200 },
      { x: sizeUm / 2 + 400, y: sizeUm / 2 + 300, dwellMs: 200 },
    ],
    render: (origin, umPerPx, width, height, out) =>
      each(origin, umPerPx, width, height, (i, x, y) => out.set([...at(x, y), 255], 4 * i)),
    tumourMask: (origin, umPerPx, width, height, out) =>
      each(origin, umPerPx, width, height, (i, x, y) => {
        out[i] = inTumour(x, y) ? 255 : 0;
      }),
  };
}
