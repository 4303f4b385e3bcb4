/** One axis of a tensor, in either version of the format. */
export interface Axis {
  readonly kind: 'b' | 'c' | 'y' | 'x' | 'other';
  readonly id: string;
  readonly size:
    | { readonly kind: 'own'; readonly min: number; readonly step: number }
    /** `scale`: px of this axis a px of the input. */
    | { readonly kind: 'of-input'; readonly scale: number };
  readonly umPerPx: number | null;
  readonly halo: number;
  readonly names: readonly string[];
}
