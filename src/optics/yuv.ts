/** What of VideoColorSpace decides how YUV becomes RGB. */
export interface YuvEncoding {
  readonly matrix: VideoMatrixCoefficients | null;
  readonly fullRange: boolean | null;
}

/**
 * Affine map from normalised YUV texels (0..1) to RGB 0..1: rows r, g, b of (y, u, v, constant).
 * @source ITU-R BT.601-7, BT.709-6, BT.2020-2 (luma coefficients), H.273 (ranges).
 */
export type YuvToRgb = readonly [YuvRow, YuvRow, YuvRow];
type YuvRow = readonly [number, number, number, number];

/** Luma weights of red and blue; WebCodecs takes unlabelled YUV for BT.709. */
const BT709 = [0.2126, 0.0722] as const;
const LUMA_WEIGHTS: Readonly<Record<string, readonly [number, number]>> = {
  bt709: BT709,
  smpte170m: [0.299, 0.114],
  bt470bg: [0.299, 0.114],
  'bt2020-ncl': [0.2627, 0.0593],
};

/** The map for 8-bit samples. An unlabelled range is limited (16..235, 16..240). */
export function yuvToRgb({ matrix, fullRange }: YuvEncoding): YuvToRgb {
  const [kr, kb] = LUMA_WEIGHTS[matrix ?? 'bt709'] ?? BT709;
  const kg = 1 - kr - kb;
  const luma = fullRange === true ? 1 : 255 / 219;
  const chroma = fullRange === true ? 1 : 255 / 224;
  const black = fullRange === true ? 0 : 16 / 255;
  const neutral = 128 / 255;
  const row = (u: number, v: number): YuvRow => [
    luma,
    chroma * u,
    chroma * v,
    -luma * black - chroma * neutral * (u + v),
  ];
  return [
    row(0, 2 * (1 - kr)),
    row((-2 * kb * (1 - kb)) / kg, (-2 * kr * (1 - kr)) / kg),
    row(2 * (1 - kb), 0),
  ];
}
