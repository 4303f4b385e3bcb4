/** sRGB transfer functions (IEC 61966-2-1), 0..1. The same as in flat-field.wgsl. */
export const toLinear = (code: number): number =>
  code <= 0.04045 ? code / 12.92 : ((code + 0.055) / 1.055) ** 2.4;
export const toCode = (linear: number): number =>
  linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
