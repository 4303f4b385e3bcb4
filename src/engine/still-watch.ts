import type { Clock } from '../domain/clock';
import { type StillField, settleStill } from './still-field';

/** Beats of the status after which a field counts as still: a slow camera or adapter is faster. */
const STILL_BEATS = 5;

/** Notices a field after which no frame comes without the view being frozen, and sees that it has a place. */
export class StillWatch {
  #frames = 0;
  #beats = 0;

  constructor(
    private readonly field: (stays: () => boolean) => StillField,
    private readonly clock: Pick<Clock, 'wait'>,
  ) {}

  /** Called at each beat. @param frames taken in so far */
  beat(frames: () => number): void {
    const now = frames();
    this.#beats = now === this.#frames ? this.#beats + 1 : 0;
    this.#frames = now;
    if (this.#beats === STILL_BEATS) void this.settle(() => frames() === now);
  }

  /** Looks at the field again until it has a place that holds, as long as it stays. */
  settle(stays: () => boolean): Promise<void> {
    return settleStill(this.field(stays), this.clock);
  }
}
