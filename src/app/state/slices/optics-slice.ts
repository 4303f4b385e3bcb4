import { NOTHING_NOTICED, type ObjectiveNotice } from '../../objective/objective-notice';

/** Through what it is looked at. Kept by OpticsSettings, OpticsSession and ObjectiveSession. */
export interface OpticsSlice {
  /** Chosen for a source that does not know its own; null: not set. */
  readonly objective: number | null;
  /** um/px that the address gave for this source; holds until another objective is chosen. */
  readonly linkedUmPerPx: number | null;
  /** What the image says of the objective that is set. */
  readonly objectiveNotice: ObjectiveNotice;
  /** `progress` of the blank field being taken, 0..1; null: none is. */
  readonly flatField: { readonly progress: number | null };
}

export const NO_OPTICS: OpticsSlice = {
  objective: null,
  linkedUmPerPx: null,
  objectiveNotice: NOTHING_NOTICED,
  flatField: { progress: null },
};
