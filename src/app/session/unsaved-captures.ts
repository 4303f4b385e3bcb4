import type { StoredSnapshot } from '../../domain/case';
import type { PresentSlide } from '../state/capture-view';

/** A capture that could not be stored, with the slide and case that it belongs to. */
export interface UnsavedCapture {
  readonly stored: StoredSnapshot;
  readonly thumbnail: Blob;
  readonly slide: PresentSlide;
}

/** Most memory that captures may hold which lie nowhere else, bytes. */
export const UNSAVED_BUDGET = 512 * 2 ** 20;

/** Taken but not stored: full storage must not cost a field that may never come back. */
export class UnsavedCaptures {
  #waiting: readonly UnsavedCapture[] = [];

  constructor(private readonly budget = UNSAVED_BUDGET) {}

  get all(): readonly UnsavedCapture[] {
    return this.#waiting;
  }

  get bytes(): number {
    return this.#waiting.reduce((sum, { stored, thumbnail }) => sum + bytesOf(stored) + thumbnail.size, 0);
  }

  /** No more may be taken before these are stored or saved: none is ever dropped to make room. */
  get full(): boolean {
    return this.bytes >= this.budget;
  }

  add(capture: UnsavedCapture): void {
    this.#waiting = [...this.#waiting, capture];
  }

  /** They lie elsewhere now. */
  drop(captures: readonly UnsavedCapture[]): void {
    this.#waiting = this.#waiting.filter((each) => !captures.includes(each));
  }
}

function bytesOf({ parts }: StoredSnapshot): number {
  let bytes = parts.frame.size + parts.overlay.size;
  for (const map of parts.maps.values()) bytes += map.byteLength;
  return bytes;
}
