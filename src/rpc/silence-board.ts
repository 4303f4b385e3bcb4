export interface SilentWorker {
  /** As in messages: "image engine". */
  readonly name: string;
  /** When it was last heard, ms since the Unix epoch. */
  readonly since: number;
}

/** The workers of this thread that do not answer: one place to look at, whoever called them. */
export class SilenceBoard {
  readonly #silent = new Map<object, SilentWorker>();
  readonly #listeners = new Set<(first: SilentWorker | null) => void>();

  /** The one that has been silent for longest. */
  get first(): SilentWorker | null {
    return [...this.#silent.values()].sort((a, b) => a.since - b.since)[0] ?? null;
  }

  silent(connection: object, worker: SilentWorker): void {
    this.#silent.set(connection, worker);
    this.#tell();
  }

  /** It is back, or gone. */
  over(connection: object): void {
    if (this.#silent.delete(connection)) this.#tell();
  }

  /** Told whenever that may have changed. */
  listen(listener: (first: SilentWorker | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener(this.first);
  }
}

export const silenceBoard = new SilenceBoard();
