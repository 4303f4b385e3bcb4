import type { Clock } from '../../src/domain/clock';

/** Time that stands still until it is moved on. Whoever waits is woken in order, each at its own time. */
export class SimulatedClock implements Clock {
  #now = 1000;
  readonly #waiting: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  wait(ms: number): Promise<void> {
    return new Promise((wake) => this.#waiting.push({ at: this.#now + ms, wake }));
  }

  /** Lets `ms` pass, with all that happens in it. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const next = Math.min(...this.#waiting.map(({ at }) => at));
      if (!(next <= end)) break;
      this.#now = Math.max(this.#now, next);
      const index = this.#waiting.findIndex(({ at }) => at === next);
      this.#waiting.splice(index, 1)[0]?.wake();
      await settled();
    }
    this.#now = end;
  }
}

/** After all that can go on without time passing. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
