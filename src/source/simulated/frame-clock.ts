/** Paces frames: at most one an interval, made as soon as it is wanted and due, none while nobody asks. */
export class FrameClock {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private due = 0;

  constructor(
    private readonly intervalMs: number,
    private readonly makeFrame: (now: number) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Asks for one frame. Asking again before it is made changes nothing. */
  request(): void {
    this.timer ??= setTimeout(() => this.fire(), Math.max(0, this.due - this.now()));
  }

  /** ms until a frame may be made; what fits in them does not delay it. */
  get spareMs(): number {
    return this.due - this.now();
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private fire(): void {
    this.timer = null;
    const now = this.now();
    // Timers come late: what was lost is caught up, but never by frames closer than half an interval.
    this.due = Math.max(this.due + this.intervalMs, now + this.intervalMs / 2);
    this.makeFrame(now);
  }
}
