/** What the ring must know of what it keeps. */
export interface Recorded {
  readonly id: number;
  /** ms since the Unix epoch. */
  readonly capturedAt: number;
  readonly bytes: number;
}

/** The newest entries, oldest first: never more than `spanMs` of time nor `maxBytes` of memory. */
export class ReplayRing<Entry extends Recorded> {
  #entries: Entry[] = [];
  #bytes = 0;

  constructor(
    private readonly spanMs: number,
    private readonly maxBytes: number,
  ) {}

  /** Takes an entry in, and lets go of what is too old or too much. One that is too large alone is not kept. */
  push(entry: Entry): void {
    if (entry.bytes > this.maxBytes) return;
    const last = this.#entries.at(-1);
    // A clock set back, or another source: old times mean nothing beside new ones.
    if (last && entry.capturedAt < last.capturedAt) this.clear();
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
    let drop = 0;
    for (const old of this.#entries) {
      if (this.#bytes <= this.maxBytes && old.capturedAt >= entry.capturedAt - this.spanMs) break;
      this.#bytes -= old.bytes;
      drop++;
    }
    this.#entries.splice(0, drop);
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get bytes(): number {
    return this.#bytes;
  }

  find(id: number): Entry | null {
    return this.#entries.find((entry) => entry.id === id) ?? null;
  }

  clear(): void {
    this.#entries = [];
    this.#bytes = 0;
  }
}

/** What the last recorded frame cost. */
export interface RecordingCost {
  /** Time that encoding took, ms. */
  readonly ms: number;
  readonly bytes: number;
}

/** At most ten frames a second. */
const MIN_GAP_MS = 100;
/** Encoding takes at most this share of one core. */
const CORE_SHARE = 0.2;

/** Time until the next frame is recorded, ms: so that the whole span fits, and the machine is not slowed. */
export function recordingGap(cost: RecordingCost | null, spanMs: number, maxBytes: number): number {
  if (!cost) return MIN_GAP_MS;
  return Math.max(MIN_GAP_MS, cost.ms / CORE_SHARE, (cost.bytes / maxBytes) * spanMs);
}
