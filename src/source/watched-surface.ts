import type { Surface } from '../domain/frame';

/** What the frames of a source show, told whenever it becomes another. */
export class WatchedSurface {
  readonly #listeners = new Set<(surface: Surface) => void>();
  #surface: Surface | null = null;

  /** The returned function stops listening. The listener is called at once with what is known. */
  watch(listener: (surface: Surface) => void): () => void {
    this.#listeners.add(listener);
    if (this.#surface) listener(this.#surface);
    return () => this.#listeners.delete(listener);
  }

  see(surface: Surface): void {
    const { label, size } = this.#surface ?? {};
    if (label === surface.label && size?.width === surface.size.width && size.height === surface.size.height)
      return;
    this.#surface = surface;
    for (const listener of this.#listeners) listener(surface);
  }

  close(): void {
    this.#listeners.clear();
  }
}
