import type { Gpu } from '../gpu/device';
import { GpuResources } from '../gpu/resources';
import { packArray, vec2f } from '../gpu/struct';
import { TRACKED } from '../gpu/tracked';
import { REGISTRATION as R, type SignalSize } from './registration-model';
import { EVALUATIONS, FRAME, GROUPS, LANE, SUMS_BYTES, TRACK } from './tracking-structs';

/** A track that is not begun. */
const newTrack = (firstIsland: number) => TRACK.pack({ ...TRACK.zero(), islands: firstIsland });

/** Buffers that keep their size. */
export class TrackBuffers {
  readonly #resources: GpuResources;
  readonly frame: GPUBuffer;
  readonly lane: GPUBuffer;
  readonly partials: GPUBuffer;
  readonly track: GPUBuffer;
  readonly tracked: GPUBuffer;
  readonly spectrum: GPUBuffer;
  readonly keyframeSpectra: GPUBuffer;
  readonly cross: GPUBuffer;
  readonly turns: GPUBuffer;

  /** @param firstIsland name of the island that the track begins with */
  constructor(gpu: Gpu, firstIsland: number) {
    this.#resources = new GpuResources(gpu);
    const storage = (label: string, size: number, usage = 0) =>
      this.#resources.buffer({ label, size, usage: usage | GPUBufferUsage.STORAGE });
    const grid = R.GRID_WIDTH * R.GRID_HEIGHT * 8;
    this.frame = this.#resources.filled('frame', FRAME.pack(FRAME.zero()), GPUBufferUsage.UNIFORM);
    this.lane = storage('lane', LANE.size, GPUBufferUsage.COPY_SRC);
    this.partials = storage('sums', EVALUATIONS * GROUPS * SUMS_BYTES);
    this.track = this.#resources.filled('track', newTrack(firstIsland), GPUBufferUsage.STORAGE);
    this.tracked = storage('tracked', TRACKED.size, GPUBufferUsage.COPY_SRC);
    this.spectrum = storage('spectrum', grid, GPUBufferUsage.COPY_SRC);
    this.keyframeSpectra = storage('keyframe spectra', grid * R.KEYFRAMES);
    this.cross = storage('correlation', grid, GPUBufferUsage.COPY_SRC);
    const angles = Array.from({ length: R.GRID_WIDTH / 2 }, (_, k) => (2 * Math.PI * k) / R.GRID_WIDTH);
    this.turns = this.#resources.filled(
      'turns',
      packArray(
        vec2f,
        angles.map((angle) => [Math.cos(angle), Math.sin(angle)] as const),
      ),
      GPUBufferUsage.STORAGE,
    );
  }

  /** The track starts over, with an island of this number. */
  begin(firstIsland: number): void {
    this.#resources.gpu.device.queue.writeBuffer(this.track, 0, newTrack(firstIsland));
  }

  destroy(): void {
    this.#resources.destroy();
  }
}

/** Buffers that follow the field's size. */
export class SignalBuffers {
  readonly #resources: GpuResources;
  readonly raw: GPUBuffer;
  readonly means: GPUBuffer;
  readonly smoothMeans: GPUBuffer;
  readonly signal: GPUBuffer;
  readonly keyframeSignals: GPUBuffer;
  /** TrackedField, then the look as bytes, two px a word: what the CPU gets to remember. */
  readonly report: GPUBuffer;

  constructor(
    gpu: Gpu,
    readonly size: SignalSize,
  ) {
    this.#resources = new GpuResources(gpu);
    const { width, height } = size;
    const storage = (label: string, count: number, usage = 0) =>
      this.#resources.buffer({ label, size: count * 8, usage: usage | GPUBufferUsage.STORAGE });
    const cells = Math.ceil(width / R.BASELINE_CELL) * Math.ceil(height / R.BASELINE_CELL);
    this.raw = storage('raw signal', width * height);
    this.means = storage('baseline', cells);
    this.smoothMeans = storage('smooth baseline', cells);
    this.signal = storage('signal', width * height, GPUBufferUsage.COPY_SRC);
    this.report = storage(
      'report',
      TRACKED.size / 8 + Math.ceil((width * height) / 4),
      GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    );
    this.keyframeSignals = storage('keyframe signals', width * height * R.KEYFRAMES);
  }

  destroy(): void {
    this.#resources.destroy();
  }
}
