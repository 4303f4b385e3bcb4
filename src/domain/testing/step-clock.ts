import type { Clock } from '../clock';

/** A clock that stands still until a test moves it on. */
export class StepClock implements Clock {
  #now = 0;
  #waiting: { readonly at: number; readonly end: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        this.#waiting = this.#waiting.filter((each) => each.end !== end);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      this.#waiting.push({ at: this.#now + ms, end });
      signal?.addEventListener('abort', end);
    });
  }

  /** Moves time on by `ms`, one wait after another; what these lead to has its turn in between. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settled();
      const next = this.#waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = Math.max(this.#now, next.at);
      next.end();
    }
    this.#now = until;
    await settled();
  }
}

/** Lets everything that is ready run, messages between ports included. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setTimeout(resolve));
}
