import type { GainGrid } from '../../domain/flat-field';
import type { Frame, Mounting } from '../../domain/frame';
import type { SizePx } from '../../domain/geometry';
import type { TrackedField, TrackingEvent } from '../../domain/tracking';
import type { Gpu } from '../../gpu/device';
import { FrameImporter } from '../../optics/frame-importer';
import type { SlideMemory } from '../../tracking/slide-memory';
import type { RememberedSlide } from '../../tracking/stored-memory';
import { Tracker } from '../../tracking/tracker';
import type { FieldFacts, StageClock } from '../field-pipeline';
import type { GpuFieldImage } from './field-image';
import { stageTimer } from './stage-timer';

/** Brings frames onto the GPU as the field and places them on the slide. */
export class GpuIntake {
  #current: (FieldFacts & { readonly picture: GPUTexture }) | null = null;

  private constructor(
    private readonly gpu: Gpu,
    private readonly importer: FrameImporter,
    readonly tracker: Tracker,
  ) {}

  /** @throws ReticleError 'shader-invalid' */
  static async create(gpu: Gpu, memory: SlideMemory): Promise<GpuIntake> {
    const [importer, tracker] = await Promise.all([FrameImporter.create(gpu), Tracker.create(gpu, memory)]);
    return new GpuIntake(gpu, importer, tracker);
  }

  /** The field taken in last; null before the first. Its picture is overwritten by the next. */
  get image(): GpuFieldImage | null {
    return this.#current && { ...this.#current, tracked: this.tracked(), place: this.tracker.tracked };
  }

  get facts(): FieldFacts | null {
    return this.#current;
  }

  /** See FieldPipeline.ingest. */
  async ingest(
    frame: Frame,
    mounting: Mounting,
    umPerPx: number | null,
    clock: StageClock | null,
    flatField: GainGrid | null,
    wanted: () => boolean,
  ): Promise<SizePx | null> {
    const stage = stageTimer(this.gpu.device, clock);
    const encoder = this.gpu.device.createCommandEncoder({ label: 'frame' });
    const picture = await this.importer.import(encoder, frame.image, mounting, flatField);
    if (!wanted()) {
      // The importer may have given up the texture of the frame before.
      if (picture !== this.#current?.picture) this.#current = null;
      return null;
    }
    this.gpu.device.queue.submit([encoder.finish()]);
    await stage('optics');
    if (!wanted()) {
      this.#current = null;
      return null;
    }
    const size = { width: picture.width, height: picture.height };
    this.#current = { picture, size, capturedAt: frame.capturedAt, sequence: frame.sequence, umPerPx };
    if (umPerPx !== null) this.tracker.register(picture, umPerPx);
    await stage('tracking');
    return size;
  }

  tracked(): TrackedField | null {
    return this.#current?.umPerPx == null ? null : this.tracker.newest();
  }

  async place(): Promise<TrackedField | null> {
    return this.#current?.umPerPx == null ? null : this.tracker.read();
  }

  lookAgain(): void {
    const current = this.#current;
    if (current?.umPerPx != null) this.tracker.register(current.picture, current.umPerPx);
  }

  takeEvents(): TrackingEvent[] {
    return this.tracker.takeEvents();
  }

  /** See FieldPipeline.beginSlide. */
  beginSlide(remembered: RememberedSlide | null): void {
    this.#current = null;
    this.tracker.beginSlide(remembered);
  }

  destroy(): void {
    this.importer.destroy();
    this.tracker.destroy();
  }
}
