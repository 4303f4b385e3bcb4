/** A lens that may be in the light path. */
export interface Candidate {
  readonly objective: number;
  readonly umPerPx: number;
  /** Its um/px against what the image says, relative: 0.02 is 2% more. */
  readonly off: number;
}

/** What the page says of a change of objective that nobody told. */
export type ObjectiveNotice =
  | { readonly kind: 'none' }
  /** `from`: what is set; null where a um/px without an objective is. Likeliest candidate first. */
  | {
      readonly kind: 'asking';
      readonly from: number | null;
      /** How many times larger the image shows the tissue than what is set would; null where nothing is set. */
      readonly times: number | null;
      readonly candidates: readonly Candidate[];
    }
  | { readonly kind: 'switched'; readonly from: number | null; readonly to: Candidate };

export const NOTHING_NOTICED: ObjectiveNotice = { kind: 'none' };
