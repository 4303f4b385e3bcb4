import type { Clock } from '../domain/clock';

/** Longest stretch of time that counts at once, ms: what is longer was spent asleep, not waiting. */
const SLICE_MS = 1000;

/** From one ping to the next, ms. */
const PING_MS = 500;

/**
 * Resolves after `ms` in which this thread ran, or when `signal` is aborted. A laptop that slept through it, and a
 * page whose timers were throttled, have waited for one slice only.
 */
export async function waitAwake(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  for (let left = ms; left > 0 && !signal.aborted; left -= SLICE_MS)
    await clock.wait(Math.min(left, SLICE_MS), signal);
}

export interface HeartbeatOptions {
  /** Silence after which the worker is reported as silent, ms. */
  readonly silentAfterMs: () => number;
  /** Silence after which the worker is given up, ms. */
  readonly deadAfterMs: number;
  readonly clock: Clock;
  /** No pings and no silence while true. */
  readonly resting: () => boolean;
}

export interface HeartbeatEvents {
  ping(): void;
  silent(ms: number): void;
  back(): void;
  dead(ms: number): void;
}

/** Asks the other side twice a second whether it is there, and measures how long it has not answered. */
export class Heartbeat {
  readonly #stop = new AbortController();
  #silentMs = 0;
  #waiting = false;
  #reported = false;

  constructor(
    private readonly events: HeartbeatEvents,
    private readonly options: HeartbeatOptions,
  ) {
    void this.#run();
  }

  /** A message has come, whatever it says. */
  heard(): void {
    this.#waiting = false;
    this.#silentMs = 0;
    if (!this.#reported) return;
    this.#reported = false;
    this.events.back();
  }

  stop(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const { clock, silentAfterMs, deadAfterMs, resting } = this.options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await clock.wait(PING_MS, signal);
      if (signal.aborted || resting()) continue;
      if (!this.#waiting) {
        this.#waiting = true;
        this.events.ping();
        continue;
      }
      this.#silentMs += PING_MS;
      if (!this.#reported && this.#silentMs >= silentAfterMs()) {
        this.#reported = true;
        this.events.silent(this.#silentMs);
      }
      if (this.#silentMs >= deadAfterMs) this.events.dead(this.#silentMs);
    }
  }
}
