import type { StageTiming } from '../domain/diagnostics';

/** The last `capacity` samples, ms, with their percentiles. */
export class Timings {
  readonly #samples: number[] = [];
  #next = 0;

  constructor(private readonly capacity = 300) {}

  add(ms: number): void {
    this.#samples[this.#next] = ms;
    this.#next = (this.#next + 1) % this.capacity;
  }

  summary(): StageTiming | null {
    if (this.#samples.length === 0) return null;
    const sorted = [...this.#samples].sort((a, b) => a - b);
    // Nearest-rank percentile.
    const rank = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0;
    return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), samples: sorted.length };
  }
}

/** Events a second over the last two seconds. */
export class Rate {
  readonly #times: number[] = [];

  tick(now = performance.now()): void {
    this.#times.push(now);
    this.#trim(now);
  }

  perSecond(now = performance.now()): number {
    this.#trim(now);
    const first = this.#times[0];
    if (first === undefined || this.#times.length < 2) return 0;
    return ((this.#times.length - 1) * 1000) / Math.max(1, now - first);
  }

  #trim(now: number): void {
    while ((this.#times[0] ?? now) < now - 2000) this.#times.shift();
  }
}
