import type { HeldReason } from '../domain/case';
import type { Clock } from '../domain/clock';
import type { FrameFlow } from '../domain/frame';

/** A picture that should have been followed by another one is old after this, ms, and after so many frame times. */
const LIMIT_MS = 2000;
const LIMIT_FRAMES = 10;
/** No frame time counts as longer, ms: a pause of the source is not its pace. */
const SLOWEST_FRAME_MS = 3000;
/** Frames whose median is the pace. */
const GAPS = 8;

/** How long the newest picture may stand for the present one, ms. @param frameMs from one frame to the next */
export function freshnessLimit(flow: FrameFlow, frameMs: number): number {
  switch (flow) {
    case 'steady':
      return Math.max(LIMIT_MS, LIMIT_FRAMES * Math.min(frameMs, SLOWEST_FRAME_MS));
    case 'muted':
      return 0;
    case 'on-change':
    case 'still':
      return Number.POSITIVE_INFINITY;
  }
}

export interface Staleness {
  /** When the newest picture was shown, ms since the Unix epoch. */
  readonly since: number;
  /** The source itself says that it has no pictures. */
  readonly muted: boolean;
}

interface Moment {
  readonly now: number;
  /** Goes on while the computer sleeps, as the other may not. */
  readonly wall: number;
}

/**
 * Knows whether the newest picture still is what the source shows. Once it is old it stays so until another one has been
 * shown: that the source promises pictures again does not make the last one new.
 */
export class Freshness {
  #flow: FrameFlow = 'steady';
  #shown: Moment | null = null;
  /** Since when a frame has been waited for. */
  #waiting: Moment;
  #gaps: number[] = [];
  #paused = false;
  #old = false;
  /** As it was at the last beat. */
  #told = false;

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly wallNow: () => number = Date.now,
  ) {
    this.#waiting = this.#moment();
  }

  get flow(): FrameFlow {
    return this.#flow;
  }

  /** Null while the picture is current, is meant to stand still, or is not visible. */
  get stale(): Staleness | null {
    const { wall } = this.#shown ?? {};
    if (!this.#old || this.#paused || this.#flow === 'still' || wall === undefined) return null;
    return { since: wall, muted: this.#flow === 'muted' };
  }

  /** Why the picture is not the live one; null: it is. */
  heldReason(frozen: boolean): HeldReason | null {
    if (frozen) return 'frozen';
    if (this.#flow === 'still') return 'still';
    return this.stale ? 'old' : null;
  }

  /** Another source, or none. */
  begin(): void {
    this.#flow = 'steady';
    this.#gaps = [];
    this.forget();
  }

  /** The same source, and nothing of it on screen. */
  forget(): void {
    this.#shown = null;
    this.#old = false;
    this.#waiting = this.#moment();
  }

  /** The source reports what may be expected of it. */
  told(flow: FrameFlow): void {
    if (flow === this.#flow) return;
    this.#flow = flow;
    this.#waiting = this.#moment();
    if (flow === 'on-change') this.#old = false;
  }

  /** While paused (frozen, hidden) no frame is asked for. */
  pause(paused: boolean): void {
    if (this.#paused && !paused) this.#waiting = this.#moment();
    this.#paused = paused;
  }

  /** A new frame is on screen. */
  frame(): void {
    const moment = this.#moment();
    if (this.#shown && !this.#paused)
      this.#gaps = [...this.#gaps, Math.min(SLOWEST_FRAME_MS, moment.now - this.#shown.now)].slice(-GAPS);
    this.#shown = moment;
    this.#waiting = moment;
    this.#old = false;
  }

  /** Looks at the clock. @returns whether the picture has become old, or new again, since the last beat */
  beat(): boolean {
    const before = this.#told;
    const { now, wall } = this.#moment();
    const waited = Math.max(now - this.#waiting.now, wall - this.#waiting.wall);
    if (!this.#paused && this.#shown && waited > freshnessLimit(this.#flow, median(this.#gaps)))
      this.#old = true;
    this.#told = this.stale !== null;
    return this.#told !== before;
  }

  #moment(): Moment {
    return { now: this.clock.now(), wall: this.wallNow() };
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
