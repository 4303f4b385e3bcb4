/** sRGB transfer functions (IEC 61966-2-1); flat-field.wgsl gets the same numbers. */
export const SRGB = {
  /** Below these the curve is a straight line through 0, of this slope. */
  CODE_KNEE: 0.04045,
  LINEAR_KNEE: 0.0031308,
  KNEE_SLOPE: 12.92,
  CURVE_OFFSET: 0.055,
  CURVE_EXPONENT: 2.4,
} as const;

/** Camera levels from here on are clipped: they stay white, so that over-exposure is still seen. */
export const CLIPPED_LEVEL = 254;

/** Both from and to 0..1. */
export const toLinear = (code: number): number =>
  code <= SRGB.CODE_KNEE
    ? code / SRGB.KNEE_SLOPE
    : ((code + SRGB.CURVE_OFFSET) / (1 + SRGB.CURVE_OFFSET)) ** SRGB.CURVE_EXPONENT;
export const toCode = (linear: number): number =>
  linear <= SRGB.LINEAR_KNEE
    ? SRGB.KNEE_SLOPE * linear
    : (1 + SRGB.CURVE_OFFSET) * linear ** (1 / SRGB.CURVE_EXPONENT) - SRGB.CURVE_OFFSET;
