import type { MeasuredScale } from './by-numbers';

interface PointPx {
  readonly x: number;
  readonly y: number;
}

/** A hand puts a point to about 1 px (95%). */
const CLICK_PX = 1;
/** Shorter lengths say too little: 1 px in 20 is 5%. */
const LEAST_PX = 20;

/**
 * um/px from two points on the frame that lie a known length apart on the slide. Null where they are closer than
 * 20 px, or the length is not positive.
 * @param relativeLength 95% half-width of the length, relative
 */
export function scaleByPoints(
  from: PointPx,
  to: PointPx,
  lengthUm: number,
  relativeLength = 0.001,
): MeasuredScale | null {
  const px = Math.hypot(to.x - from.x, to.y - from.y);
  return scaleByLength(px, lengthUm, Math.SQRT2 * CLICK_PX, relativeLength);
}

/**
 * um/px from a stage movement of known length and the picture's shift that it caused.
 * @param relativeLength 95% half-width of the movement: what the stage's scale is good for
 */
export function scaleByDistance(
  shiftPx: number,
  movedUm: number,
  relativeLength = 0.02,
): MeasuredScale | null {
  return scaleByLength(shiftPx, movedUm, 0.5, relativeLength);
}

function scaleByLength(
  px: number,
  um: number,
  pxUncertainty: number,
  relativeLength: number,
): MeasuredScale | null {
  if (!(px >= LEAST_PX && Number.isFinite(px) && um > 0 && Number.isFinite(um))) return null;
  const umPerPx = um / px;
  return { umPerPx, uncertaintyUmPerPx: umPerPx * Math.hypot(pxUncertainty / px, relativeLength) };
}
