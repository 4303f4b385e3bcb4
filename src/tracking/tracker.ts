// PLACEHOLDER for integration, replaced by the real tracker.
import type { TrackedField } from '../domain/tracking';
import type { Gpu } from '../gpu/device';
export class Tracker {
  readonly tracked: GPUBuffer;
  #now: TrackedField | null = null;
  constructor(private readonly gpu: Gpu) {
    this.tracked = gpu.device.createBuffer({
      size: 32,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    });
  }
  static async create(gpu: Gpu): Promise<Tracker> {
    return new Tracker(gpu);
  }
  register(_field: GPUTexture, umPerPx: number): void {
    this.#now = { centre: { x: 0, y: 0 }, umPerPx, confidence: 1, island: 0, shiftPx: { x: 0, y: 0 } };
    this.gpu.device.queue.writeBuffer(this.tracked, 0, new Float32Array([0, 0, umPerPx, 1, 0, 0, 0, 0]));
  }
  newest(): TrackedField | null {
    return this.#now;
  }
  read(_encoder: GPUCommandEncoder): { fetch(): Promise<TrackedField> } | null {
    const now = this.#now;
    return now && { fetch: async () => now };
  }
  reset(): void {}
  destroy(): void {
    this.tracked.destroy();
  }
}
