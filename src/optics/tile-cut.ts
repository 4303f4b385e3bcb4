/** Which square tiles to cut out of a field, and how to normalise them. */
export interface TileCut {
  /** Field px (float, corner-based) of each tile's top left corner. */
  readonly corners: readonly { readonly x: number; readonly y: number }[];
  /** Field px per model px. Above 1 the field is finer than the model. */
  readonly scale: number;
  /** Side of each tile, model px. */
  readonly sizePx: number;
  /** Per channel, of sRGB values 0..1: the result is (value - mean) / std. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}
