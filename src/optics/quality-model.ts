/**
 * Constants of the quality measures, shared by quality.wgsl (as pipeline constants) and its CPU reference.
 * Optical densities are natural logarithms of sRGB code values: no linearisation is needed, as every measure
 * is a ratio.
 */
export const QUALITY_MODEL = {
  /** Rec. 709 luma of code values. */
  LUMA_RED: 0.2126,
  LUMA_GREEN: 0.7152,
  LUMA_BLUE: 0.0722,
  /** Luma below which a camera sees noise only: darker px are taken as bright as this. */
  DARKEST: 0.04,
  /** Share of sampled px that are at least as bright as the white reference, per channel. */
  WHITE_SHARE: 0.02,
  /** Most that red and blue of the white reference may lie above green, and below, ln units. */
  PINK_CAST: 0.06,
  GREEN_CAST: 0.15,
  /** Spread of the three optical densities from which a 4 x 4 px block is stained: no grey shading has it. */
  STAINED: 0.075,
  /** Energy of the 2 px band, as a share of luma squared, from which an unstained 4 x 4 px block counts as tissue; noise stays below. */
  TEXTURED: 0.008,
  /** 250/255 and 5/255. */
  CLIPPED_BRIGHT: 0.98,
  CLIPPED_DARK: 0.02,
} as const;
