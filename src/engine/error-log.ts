import type { ErrorReport } from '../domain/errors';

/** An error with its time, ms since the Unix epoch. */
export type LoggedError = ErrorReport & { readonly at: number };

/** Errors kept; older ones are only counted. */
const KEPT = 20;

/** What went wrong, for the diagnostics. */
export class ErrorLog {
  readonly #entries: LoggedError[] = [];
  #count = 0;

  note(error: ErrorReport): void {
    this.#count++;
    this.#entries.push({ ...error, at: Date.now() });
    if (this.#entries.length > KEPT) this.#entries.shift();
  }

  /** All that were noted, also those no longer kept. */
  get count(): number {
    return this.#count;
  }

  /** The newest, oldest first. */
  entries(): LoggedError[] {
    return [...this.#entries];
  }
}
