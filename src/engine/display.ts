import type { StageClock } from './field-pipeline';

export interface DisplayHost {
  /** Draws what is current when it is called, to every output. Failures are the host's to tell of. */
  draw(clock: StageClock | null): Promise<void>;
  /** Calls back once, before the screen is next refreshed. */
  atRefresh(draw: () => void): void;
}

/** Draws one picture at a time: each new frame for sure, other changes together at the next refresh. */
export class Display {
  #drawing: Promise<void> | null = null;
  #wanted = false;
  #scheduled = false;

  constructor(private readonly host: DisplayHost) {}

  /** Draws what is current now. Resolves when a drawing that began after this call is done. */
  async show(clock: StageClock | null): Promise<void> {
    while (this.#drawing) await this.#drawing;
    await this.#draw(clock);
  }

  /** Draws again without a new frame: settings changed, cells arrived. */
  request(): void {
    this.#wanted = true;
    if (this.#scheduled || this.#drawing) return;
    this.#scheduled = true;
    this.host.atRefresh(() => {
      this.#scheduled = false;
      if (this.#wanted && !this.#drawing) void this.#draw(null);
    });
  }

  async #draw(clock: StageClock | null): Promise<void> {
    this.#wanted = false;
    const drawing = this.host.draw(clock);
    this.#drawing = drawing;
    try {
      await drawing;
    } finally {
      this.#drawing = null;
      if (this.#wanted) this.request();
    }
  }
}
