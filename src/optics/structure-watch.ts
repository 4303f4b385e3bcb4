import type { TrackedField } from '../domain/tracking';
import type { Structure } from './spectrum/structure';

/** How long a verdict on a slide at one scale holds, ms. Only hands on the light path change it sooner. */
const HOLDS_MS = 1000;

/** The field that is asked about. */
export interface WatchedField {
  /** ms since the epoch */
  readonly capturedAt: number;
  readonly umPerPx: number | null;
  readonly tracked: Pick<TrackedField, 'island'> | null;
}

/**
 * Remembers the structure of the field for a second, as telling it costs more than all other measures together.
 * It is computed again at once where scale or place are others: another source, slide or objective, or a jump.
 */
export class StructureWatch {
  #last: { readonly field: WatchedField; readonly structure: Structure } | null = null;

  of(field: WatchedField, find: () => Structure): Structure {
    const known = this.recall(field);
    if (known) return known;
    const structure = find();
    this.#last = { field, structure };
    return structure;
  }

  /** Null where it has to be told. */
  recall({ capturedAt, umPerPx, tracked }: WatchedField): Structure | null {
    if (!this.#last || tracked === null) return null;
    const { field, structure } = this.#last;
    const age = capturedAt - field.capturedAt;
    const same = field.umPerPx === umPerPx && field.tracked?.island === tracked.island;
    return same && age >= 0 && age < HOLDS_MS ? structure : null;
  }

  forget(): void {
    this.#last = null;
  }
}
