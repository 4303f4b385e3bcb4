import type { RectPx, SizePx } from './geometry';

/** Source px of a target px: x = a * tx' + b * ty' + tx, y = c * tx' + d * ty' + ty, px corners as origin. */
export interface PixelMap {
  /** Of the target. */
  readonly size: SizePx;
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly c: number;
  readonly d: number;
  readonly ty: number;
}

/** How stored px become upright ones: turned clockwise by this many degrees, then mirrored left-right. */
export interface Turn {
  readonly rotation: 0 | 90 | 180 | 270;
  readonly mirrored: boolean;
}

/** Where each px of a part comes from, once it is turned and mirrored. */
export function turnedMap({ x, y, width: w, height: h }: RectPx, { rotation, mirrored }: Turn): PixelMap {
  const size = rotation % 180 === 0 ? { width: w, height: h } : { width: h, height: w };
  const turned = {
    0: { a: 1, b: 0, tx: x, c: 0, d: 1, ty: y },
    90: { a: 0, b: 1, tx: x, c: -1, d: 0, ty: y + h },
    180: { a: -1, b: 0, tx: x + w, c: 0, d: -1, ty: y + h },
    270: { a: 0, b: -1, tx: x + w, c: 1, d: 0, ty: y },
  }[rotation];
  if (!mirrored) return { size, ...turned };
  return {
    size,
    ...turned,
    a: -turned.a,
    tx: turned.tx + turned.a * size.width,
    c: -turned.c,
    ty: turned.ty + turned.c * size.width,
  };
}

const TURNS: Readonly<Record<number, Turn>> = {
  1: { rotation: 0, mirrored: false },
  2: { rotation: 0, mirrored: true },
  3: { rotation: 180, mirrored: false },
  4: { rotation: 180, mirrored: true },
  5: { rotation: 90, mirrored: true },
  6: { rotation: 90, mirrored: false },
  7: { rotation: 270, mirrored: true },
  8: { rotation: 270, mirrored: false },
};

/** The turn that TIFF's and Exif's tag Orientation asks for; another value than 1 to 8 asks for none. */
export function turnOfOrientation(orientation: number): Turn {
  return TURNS[orientation] ?? { rotation: 0, mirrored: false };
}
