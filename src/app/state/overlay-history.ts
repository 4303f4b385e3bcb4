import type { Preferences } from './preferences';

type Overlay = Preferences['overlay'];

/** Changes of one kind within this time are one step, so that a drag of a slider is undone at once. ms */
const MERGE_MS = 800;
const MAX_STEPS = 100;

/** Undo of overlay settings: what they were before each step. */
export class OverlayHistory {
  readonly #before: Overlay[] = [];
  #lastKind = '';
  #lastAt = Number.NEGATIVE_INFINITY;

  /** Call before a change. `kind` names the control. */
  record(before: Overlay, kind: string, now: number): void {
    const merged = kind === this.#lastKind && now - this.#lastAt < MERGE_MS;
    this.#lastKind = kind;
    this.#lastAt = now;
    if (merged) return;
    this.#before.push(before);
    if (this.#before.length > MAX_STEPS) this.#before.shift();
  }

  get empty(): boolean {
    return this.#before.length === 0;
  }

  /** Settings before the last step, or null. */
  undo(): Overlay | null {
    this.#lastKind = '';
    return this.#before.pop() ?? null;
  }
}
