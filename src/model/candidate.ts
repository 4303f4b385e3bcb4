import type { SegmentationRuntime } from '../domain/runtime';

/** A runtime that can be timed against others and told why it was chosen. */
export interface Candidate extends SegmentationRuntime {
  /** Median time of the race network (race.ts) on this backend after warm-up, ms. */
  race(): Promise<number>;
  /** Sets `backend.description`. */
  describe(description: string): void;
}
