/** Losses within this time after which drawing goes on without WebGPU. */
const GIVE_UP_AFTER = 3;
const WINDOW_MS = 60_000;

/** Counts losses of the graphics device: one is mended, a device lost again and again is given up. */
export class DeviceLosses {
  #times: number[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Tells of a loss; true where it is one too many. */
  add(): boolean {
    const now = this.now();
    this.#times = [...this.#times.filter((at) => at > now - WINDOW_MS), now];
    return this.#times.length >= GIVE_UP_AFTER;
  }
}
