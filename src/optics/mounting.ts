import { ReticleError } from '../domain/errors';
import type { Mounting } from '../domain/frame';
import type { RectPx, SizePx } from '../domain/geometry';
import { type PixelMap, turnedMap } from '../domain/pixel-map';

/** Frame px of a field px. */
export type MountingMap = PixelMap;

/** Fewer px a side than this hold nothing to look at, and no registration. */
const SMALLEST_FIELD = 32;
/** 16384 is the largest side any adapter takes as a texture; 8192 x 8192 is more than any live camera gives. */
const LARGEST_SIDE = 16_384;
const LARGEST_AREA = 8192 * 8192;

/**
 * Refuses sizes that are no live field, before any memory is asked for.
 * @throws ReticleError 'file-too-large', or 'file-empty' below 32 px a side
 */
export function checkFrameSize({ width, height }: SizePx, largestSide = LARGEST_SIDE): void {
  if (!(width >= SMALLEST_FIELD && height >= SMALLEST_FIELD))
    throw new ReticleError(
      'file-empty',
      `The picture is ${width} x ${height} px, too small to examine.`,
      `Choose a source or crop of at least ${SMALLEST_FIELD} x ${SMALLEST_FIELD} px.`,
    );
  const side = Math.min(largestSide, LARGEST_SIDE);
  if (width > side || height > side || width * height > LARGEST_AREA)
    throw new ReticleError(
      'file-too-large',
      `The picture is ${width} x ${height} px, more than this graphics adapter takes (${side} px a side, 67 million px).`,
      'Choose a lower resolution of the source, or crop it.',
    );
}

/** The crop as whole px inside the frame; a crop that lies outside falls back to the whole frame. */
export function effectiveCrop(frame: SizePx, crop: RectPx | null): RectPx {
  const whole = { x: 0, y: 0, ...frame };
  if (!crop) return whole;
  const x = Math.max(0, Math.round(crop.x));
  const y = Math.max(0, Math.round(crop.y));
  const width = Math.min(frame.width, Math.round(crop.x + crop.width)) - x;
  const height = Math.min(frame.height, Math.round(crop.y + crop.height)) - y;
  return width >= SMALLEST_FIELD && height >= SMALLEST_FIELD ? { x, y, width, height } : whole;
}

/** Where each px of the mounted field comes from: crop, then rotation clockwise, then left-right mirror. */
export function mountingMap(frame: SizePx, mounting: Mounting): MountingMap {
  return turnedMap(effectiveCrop(frame, mounting.crop), mounting);
}
