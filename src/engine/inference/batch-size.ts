/** Least work of a batch on the CPU, in tiles: a field in view is then run in few large tiles. */
const CPU_BATCH = 5;
const MOST = 16;

/** Work of a batch, in tiles: on a shared GPU it must fit between two frames; on the CPU it sets how often news arrives. */
export class BatchSize {
  #tiles = CPU_BATCH;

  constructor(private readonly memory: 'gpu' | 'cpu') {}

  get tiles(): number {
    return this.#tiles;
  }

  /** @param ms how long the model took for the last batch, reading the values back not counted */
  took(ms: number): void {
    const aim = this.memory === 'gpu' ? 12 : 1000;
    const least = this.memory === 'gpu' ? 1 : CPU_BATCH;
    if (ms > aim * 1.5) this.#tiles = Math.max(least, this.#tiles - 1);
    else if (ms < aim * 0.6) this.#tiles = Math.min(MOST, this.#tiles + 1);
  }
}
