import type { Clock } from '../../domain/clock';

/**
 * What a pass left to do: `more` at once; something that time alone brings on, `soon`; or nothing until something
 * changes: `idle`, `settled` beside a stage that rests, `unhurried` where no model waits for the answer.
 */
export type PassOutcome = 'more' | 'soon' | 'idle' | 'settled' | 'unhurried';

/**
 * Least time from the start of one pass to the next, ms. A pass is cheap on the GPU and new tissue must not
 * wait; beside a stage that has settled, and with no model on, there is no hurry.
 */
const GAP_MS = { gpu: 30, cpu: 120 } as const;
const SETTLED_GAP_MS = 250;

export interface PacerHost {
  readonly clock: Clock;
  readonly memory: 'gpu' | 'cpu';
  /** The stage has left the place of the last pass. */
  moved(): boolean;
}

/**
 * Decides when the next pass over the field is due, so that nothing runs for its own sake: where a pass left
 * nothing to do, none follows until {@link wake} tells of a new frame or another change.
 */
export class Pacer {
  #outcome: PassOutcome = 'soon';
  #began = Number.NEGATIVE_INFINITY;
  /** Something has changed since the last pass began. */
  #news = true;
  #urgent = false;
  #hidden = false;
  #resume: (() => void) | null = null;
  #timer = new AbortController();

  constructor(private readonly host: PacerHost) {}

  /** The pass that now begins sees all that was told so far. */
  begin(): void {
    this.#began = this.host.clock.now();
    this.#news = false;
    this.#urgent = false;
  }

  /** Resolves when the next pass is due. */
  async next(outcome: PassOutcome): Promise<void> {
    this.#outcome = outcome;
    if (outcome === 'more' && !this.#hidden) return;
    return new Promise((resolve) => {
      this.#resume = resolve;
      this.#look();
    });
  }

  /** A new frame, or with `urgent` another change: settings, a cleared map, islands joined. */
  wake(urgent = false): void {
    this.#news = true;
    if (urgent) this.#urgent = true;
    this.#look();
  }

  /** While the page is hidden no pass is due. */
  hide(hidden: boolean): void {
    this.#hidden = hidden;
    if (!hidden) this.wake(true);
  }

  /** Lets who waits go on, to end. */
  release(): void {
    this.#timer.abort();
    this.#resume?.();
    this.#resume = null;
  }

  #look(): void {
    if (!this.#resume || this.#hidden) return;
    const timed = this.#outcome === 'soon' || this.#outcome === 'more';
    if (!timed && !this.#news) return;
    if (this.#urgent || this.#left() <= 0) {
      this.release();
      return;
    }
    this.#timer.abort();
    const timer = new AbortController();
    this.#timer = timer;
    void this.host.clock.wait(this.#left(), timer.signal).then(() => {
      if (!timer.signal.aborted && !this.#hidden) this.release();
    });
  }

  /** Time until the next pass may begin, ms. */
  #left(): number {
    const { clock, memory } = this.host;
    const calm = this.#outcome === 'unhurried' || (this.#outcome === 'settled' && !this.host.moved());
    return this.#began + (calm ? SETTLED_GAP_MS : GAP_MS[memory]) - clock.now();
  }
}
