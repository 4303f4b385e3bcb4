/** Longest that a kernel should take, ms: half of the silence after which a worker is reported. */
const AIM_MS = 1000;

/** How much of a batch runs at once, so that no kernel of a large network on a slow machine takes longer than the aim. */
export class Pieces {
  /** @param px that run at once until it is known how long their kernels take; Infinity: whatever comes */
  constructor(private px: number) {}

  /** Tiles of `size` x `size` px that run at once: one at least. */
  tiles(size: number): number {
    return Math.max(1, Math.floor(this.px / (size * size)));
  }

  /** @param longestMs of the kernels of this run */
  ran(tiles: number, size: number, longestMs: number): void {
    const px = tiles * size * size;
    if (longestMs > AIM_MS) this.px = (px * AIM_MS) / longestMs;
    else if (longestMs < AIM_MS / 2) this.px = Math.max(this.px, 2 * px);
  }
}
