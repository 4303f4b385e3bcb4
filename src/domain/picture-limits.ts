import type { SizePx } from './geometry';

/** What a browser's canvas can hold: the limit of every picture, however it comes in. */
export const MAX_SIDE_PX = 16_384;
export const MAX_PIXELS = 268_435_456;
/** Height of the text below a snapshot's picture. */
export const MAX_CAPTION_PX = 8192;

export const isWithinLimits = ({ width, height }: SizePx): boolean =>
  width > 0 && height > 0 && width <= MAX_SIDE_PX && height <= MAX_SIDE_PX && width * height <= MAX_PIXELS;
