import type { TrackedField, TrackingEvent } from '../domain/tracking';
import type { Gpu } from '../gpu/device';
import { Readback } from '../gpu/readback';
import { TRACKED, trackedField } from '../gpu/tracked';
import { REGISTRATION as R, signalSize } from './registration-model';
import type { Similarity } from './similarity';
import { SlideMemory } from './slide-memory';
import type { RememberedSlide } from './stored-memory';
import { SignalBuffers, TrackBuffers } from './tracker-buffers';
import { type TrackerPipelines, trackerPipelines } from './tracker-pipelines';
import { EVALUATIONS, FRAME, GROUPS, Order } from './tracking-structs';

/** Answers with their look on their way back at a time: a frame beyond that brings the memory no news. */
const REPORTS_UNDER_WAY = 3;

/**
 * Places each frame on the slide, on the GPU: its answer is in {@link tracked} for passes of the same frame,
 * and comes back to the CPU a little later. Same numbers and decisions as cpu-tracker.ts.
 */
export class Tracker {
  readonly #buffers: TrackBuffers;
  readonly #readback: Readback;
  readonly #memory: SlideMemory;
  /** Brings back the answer to a frame with its look, for the memory. */
  #report: Readback | null = null;
  #signal: SignalBuffers | null = null;
  #field: { texture: GPUTexture; record: (encoder: GPUCommandEncoder) => void } | null = null;
  #scale: { width: number; height: number; umPerPx: number } | null = null;
  #order: number = Order.goOn;
  #newest: TrackedField | null = null;
  /** Counts resets: what was read back of the track before is not news. */
  #generation = 0;
  #registered = false;

  private constructor(
    private readonly gpu: Gpu,
    private readonly pipelines: TrackerPipelines,
    memory: SlideMemory,
  ) {
    this.#memory = memory;
    this.#buffers = new TrackBuffers(gpu, memory.resume());
    this.#readback = new Readback(gpu.device, TRACKED.size);
  }

  /**
   * @param memory what a tracker before this one, whose device was lost, remembered of the slide
   * @throws ReticleError 'shader-invalid'
   */
  static async create(gpu: Gpu, memory = new SlideMemory()): Promise<Tracker> {
    return new Tracker(gpu, await trackerPipelines(gpu.device), memory);
  }

  /** The answer (gpu/tracked.ts) of the last registered frame. Borrowed, never destroyed by the borrower. */
  get tracked(): GPUBuffer {
    return this.#buffers.tracked;
  }

  /** Places a frame: records and submits the passes, and fetches the answer for {@link newest}. */
  register(field: GPUTexture, umPerPx: number): void {
    const encoder = this.gpu.device.createCommandEncoder({ label: 'tracking' });
    this.encode(encoder, field, umPerPx);
    const report = this.#signal?.report;
    if (report) encoder.copyBufferToBuffer(this.tracked, 0, report, 0, TRACKED.size);
    this.gpu.device.queue.submit([encoder.finish()]);
    const news = report && this.#report?.fetch(report);
    const generation = this.#generation;
    const size = signalSize(field);
    news?.then(
      (floats) => {
        if (generation !== this.#generation) return;
        const tracked = trackedField(floats.buffer);
        this.#newest = tracked;
        const bytes = new Uint8Array(floats.buffer, TRACKED.size, 2 * size.width * size.height);
        const { width, height, factor } = size;
        this.#memory.observe(tracked, { width, height, pxUm: factor * tracked.umPerPx, values: bytes });
      },
      // The device is lost; its owner hears of it by `lost`.
      () => undefined,
    );
  }

  /** Records the passes that place a frame; submit `encoder` before the next call. */
  encode(encoder: GPUCommandEncoder, field: GPUTexture, umPerPx: number): void {
    this.#adapt(field, umPerPx);
    if (this.#field?.texture !== field) this.#field = { texture: field, record: this.#prepare(field) };
    const { factor, width, height } = signalSize(field);
    if (this.#order === Order.goOn && this.#memory.takeRestart()) this.#order = Order.otherScaleAnew;
    const correction = this.#memory.takeCorrection();
    const { from = -1, into = -1, offset = { x: 0, y: 0 } } = correction ?? {};
    const frame = FRAME.pack({
      size: [width, height],
      extent: [field.width * umPerPx, field.height * umPerPx],
      px_um: factor * umPerPx,
      um_per_px: umPerPx,
      factor,
      order: this.#order,
      offset: [offset.x, offset.y],
      from_island: from,
      into_island: into,
    });
    this.gpu.device.queue.writeBuffer(this.#buffers.frame, 0, frame);
    this.#order = Order.goOn;
    this.#registered = true;
    this.#field.record(encoder);
  }

  /** Newest answer that has come back; null before the first. */
  newest(): TrackedField | null {
    return this.#newest;
  }

  /** Rotation and scale of the camera against the island's own fields; null before the first check. */
  similarity(): Similarity | null {
    return this.#memory.similarity;
  }

  /** Islands joined and objectives changed since it was last asked; a join takes hold with the next frame. */
  takeEvents(): TrackingEvent[] {
    return this.#memory.takeEvents();
  }

  /** The answer to the last registered frame, read back; null before the first. */
  read(): Promise<TrackedField> | null {
    if (!this.#registered) return null;
    return this.#readback.fetch(this.tracked)?.then(({ buffer }) => trackedField(buffer)) ?? null;
  }

  /** Forgets all: the next frame begins a new island at the origin. */
  reset(): void {
    if (this.#registered) this.#order = Order.beginAnew;
    this.#newest = null;
    this.#memory.reset();
    this.#registered = false;
    this.#generation++;
  }

  /** Another slide: the next frame begins an island of its own, beside those of `remembered`. */
  beginSlide(remembered: RememberedSlide | null): void {
    this.reset();
    this.#buffers.begin(this.#memory.begin(remembered));
    // The track in the buffer is not begun: the next frame does that.
    this.#order = Order.goOn;
  }

  destroy(): void {
    this.#report?.destroy();
    this.#readback.destroy();
    this.#signal?.destroy();
    this.#buffers.destroy();
  }

  /** Another objective keeps the position and drops the keyframes; another frame size keeps nothing. */
  #adapt({ width, height }: GPUTexture, umPerPx: number): void {
    const before = this.#scale;
    this.#scale = { width, height, umPerPx };
    if (before?.width !== width || before.height !== height) {
      this.#signal?.destroy();
      this.#signal = new SignalBuffers(this.gpu, signalSize({ width, height }));
      this.#report?.destroy();
      this.#report = new Readback(this.gpu.device, this.#signal.report.size, REPORTS_UNDER_WAY);
      this.#field = null;
      if (before) this.reset();
    } else if (before.umPerPx !== umPerPx && this.#order === Order.goOn)
      this.#order = this.#memory.mistaken ? Order.otherScaleAnew : Order.otherScale;
  }

  /** Plans the passes for a field texture once: bind groups and dispatches, replayed each frame. */
  #prepare(field: GPUTexture): (encoder: GPUCommandEncoder) => void {
    const signal = this.#signal;
    if (!signal) throw new Error('no signal buffers');
    const { device } = this.gpu;
    const all = this.#buffers;
    const passes: { pipeline: GPUComputePipeline; group: GPUBindGroup; counts: [number, number] }[] = [];
    const add = (
      pipeline: GPUComputePipeline,
      resources: Readonly<Record<number, GPUBuffer | GPUTextureView>>,
      columns: number,
      rows = 1,
    ) => {
      const entries = Object.entries(resources).map(([binding, resource]) => ({
        binding: Number(binding),
        resource: resource instanceof GPUBuffer ? { buffer: resource } : resource,
      }));
      const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
      passes.push({ pipeline, group, counts: [columns, rows] });
    };
    const { width, height } = signal.size;
    const across = Math.ceil(width / 8);
    const down = Math.ceil(height / 8);
    const cells = Math.ceil(width / R.BASELINE_CELL) * Math.ceil(height / R.BASELINE_CELL);
    const { GRID_WIDTH, GRID_HEIGHT } = R;
    const p = this.pipelines;

    add(p.plan, { 0: all.frame, 1: all.track, 2: all.lane }, 1);
    add(p.reduce, { 0: all.frame, 1: field.createView(), 2: signal.raw }, across, down);
    const words = Math.ceil((width * height) / 2);
    add(p.pack_look, { 0: all.frame, 2: signal.raw, 6: signal.report }, Math.ceil(words / 64));
    add(p.average, { 0: all.frame, 2: signal.raw, 3: signal.means }, Math.ceil(cells / 64));
    const smoothing = { 0: all.frame, 3: signal.means, 4: signal.smoothMeans };
    add(p.smooth_baseline, smoothing, Math.ceil(cells / 64));
    const baseline = { 0: all.frame, 2: signal.raw, 4: signal.smoothMeans, 5: signal.signal };
    add(p.take_off_baseline, baseline, across, down);

    const grid = (GRID_WIDTH * GRID_HEIGHT) / 64;
    add(p.gather, { 0: all.frame, 1: signal.signal, 3: all.spectrum }, grid);
    add(p.field_rows, { 2: all.turns, 3: all.spectrum }, GRID_HEIGHT / 8);
    add(p.field_columns, { 2: all.turns, 3: all.spectrum }, GRID_WIDTH / 8);
    add(
      p.cross_columns,
      { 2: all.turns, 3: all.spectrum, 4: all.keyframeSpectra, 5: all.lane, 6: all.cross },
      GRID_WIDTH / 8,
    );
    add(p.cross_rows, { 2: all.turns, 5: all.lane, 6: all.cross }, GRID_HEIGHT / 8);
    add(p.find_peaks, { 0: all.frame, 5: all.lane, 6: all.cross }, 1);

    const compare = {
      ...{ 0: all.frame, 1: signal.signal, 2: signal.keyframeSignals },
      ...{ 3: all.lane, 4: all.partials },
    };
    const solve = { 0: all.frame, 3: all.lane, 4: all.partials };
    add(p.evaluate, compare, GROUPS, EVALUATIONS);
    add(p.choose, solve, 1);
    for (let i = 0; i < R.STEPS; i++) {
      add(p.accumulate, compare, GROUPS);
      add(p.improve, solve, 1);
    }
    add(p.decide, { 0: all.frame, 1: all.track, 2: all.lane, 3: all.tracked }, 1);
    const keep = {
      ...{ 0: all.frame, 1: all.track, 4: signal.signal, 5: all.spectrum },
      ...{ 6: signal.keyframeSignals, 7: all.keyframeSpectra },
    };
    add(p.keep, keep, Math.ceil(Math.max(width * height, GRID_WIDTH * GRID_HEIGHT) / 64));

    return (encoder) => {
      const pass = encoder.beginComputePass({ label: 'tracking' });
      for (const { pipeline, group, counts } of passes) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(...counts);
      }
      pass.end();
    };
  }
}
