/** Every so many px, across and down, go into the white reference. */
export const WHITE_STEP = 8;

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
  /**
   * Where ink begins, in the plane of what green absorbs more than red (x) and than blue (y), which no shading
   * moves. Stained tissue lies at 18 to 90 degrees (2 real and 2 simulated collections, 1st percentile to largest);
   * red ink at 2 to 14, more over tissue, blue at 110 to 140, green beyond. Tangents of 22 and, from the y axis,
   * of 3 degrees: with the spread below at most 0.09 of a region of tissue, at 1.3 times its stain.
   */
  INK_RED: 0.404,
  INK_BLUE: 0.05,
  /** So much a wrong white balance may shift it either way. */
  CAST: 0.06,
  /** Spread of the three optical densities from which the hue is sure. */
  INKED: 0.25,
  /** Optical density that all three colours reach in black ink, and its most spread as a share of that: dark
   *  nuclei let blue through. */
  INK_BLACK: 0.9,
  INK_GREY: 0.4,
  /** Spread from which texture that is hardly coloured is tissue; dust, fibres and bubbles are grey. */
  TINTED: 0.05,
  /** Spread times the darkest of the three values (0..1) that noise of 3 % of full scale does not reach. */
  GRAIN: 0.03,
  /**
   * Hue: the angle of what green absorbs more than blue (y) over what it absorbs more than red (x), radians. Haematoxylin
   * and eosin lie between HUE_RED and HUE_VIOLET (14 and 92 degrees), DAB and silver below HUE_BROWN (-8), methylene and
   * alcian blue beyond HUE_BLUE (115), green dyes beyond that and below HUE_GREEN (-120).
   */
  HUE_GREEN: (-120 * Math.PI) / 180,
  HUE_BROWN: (-8 * Math.PI) / 180,
  HUE_RED: (14 * Math.PI) / 180,
  HUE_VIOLET: (92 * Math.PI) / 180,
  HUE_BLUE: (115 * Math.PI) / 180,
  /** 250/255 and 5/255. */
  CLIPPED_BRIGHT: 0.98,
  CLIPPED_DARK: 0.02,
} as const;
