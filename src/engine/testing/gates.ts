import type { Clock } from '../../domain/clock';

/** Every await of a fake machine: nothing goes on until the test opens a gate. */
export class Gates {
  #waiting: { readonly open: () => void; readonly fail: (cause: unknown) => void }[] = [];

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Goes on with `value` once this gate is opened. */
  async pass<Value>(value: () => Value): Promise<Value> {
    await new Promise<void>((open, fail) => this.#waiting.push({ open, fail }));
    return value();
  }

  /** Opens one gate, or lets it fail. @param at any number */
  open(at: number, failure?: Error): void {
    const index = this.#waiting.length === 0 ? -1 : at % this.#waiting.length;
    const [gate] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (failure) gate?.fail(failure);
    else gate?.open();
  }
}

/** Time that only the test moves on. */
export class HeldClock implements Clock {
  #now = 1000;
  #waiting: { readonly at: number; readonly end: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((end) => {
      if (signal?.aborted) return end();
      this.#waiting.push({ at: this.#now + ms, end });
      signal?.addEventListener('abort', () => end());
    });
  }

  /** Wakes all whose time has come. */
  advance(ms: number): void {
    this.#now += ms;
    const due = this.#waiting.filter(({ at }) => at <= this.#now);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#now);
    for (const { end } of due) end();
  }
}

/** Lets everything go on that waits for no gate and no time. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await null;
}
