/** Something that happens again and again, and who wants to hear of it. */
export class Signal<Value = void> {
  readonly #listeners = new Set<(value: Value) => void>();

  /** @returns stops listening */
  listen(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(value: Value): void {
    for (const listener of this.#listeners) listener(value);
  }
}
