import type { GainGrid } from '../../domain/flat-field';
import type { Frame, Mounting } from '../../domain/frame';
import type { SizePx } from '../../domain/geometry';
import type { TrackedField, TrackingEvent } from '../../domain/tracking';
import { context2d, rgbaOf } from '../../gpu/canvas-2d';
import type { FieldBytes } from '../../optics/resample-reference';
import { CpuTracker } from '../../tracking/cpu-tracker';
import type { SlideMemory } from '../../tracking/slide-memory';
import type { RememberedSlide } from '../../tracking/stored-memory';
import { FieldPainter } from '../field-painter';
import type { StageClock } from '../field-pipeline';
import type { FieldImage } from './field-image';

/** Brings frames onto a canvas as the field and places them on the slide, all on the CPU. */
export class CanvasIntake {
  readonly #context = context2d(new OffscreenCanvas(1, 1));
  readonly #painter = new FieldPainter();
  readonly #tracker: CpuTracker;
  #current: FieldImage<OffscreenCanvas> | null = null;

  constructor(memory: SlideMemory) {
    this.#tracker = new CpuTracker(memory);
  }

  /** The field taken in last; null before the first. Its picture is overwritten by the next. */
  get image(): FieldImage<OffscreenCanvas> | null {
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
    const began = performance.now();
    const size = await this.#painter.paint(this.#context, frame.image, mounting, flatField, wanted);
    if (!size) return null;
    clock?.('optics', performance.now() - began);
    const tracking = performance.now();
    const tracked = umPerPx === null ? null : this.#tracker.register(this.bytes(size), umPerPx);
    clock?.('tracking', performance.now() - tracking);
    const { capturedAt, sequence } = frame;
    this.#current = { size, capturedAt, sequence, umPerPx, tracked, picture: this.#context.canvas };
    return size;
  }

  /** RGBA of the field taken in last. */
  bytes(size: SizePx): FieldBytes {
    return { ...size, rgba: rgbaOf(this.#context, size) };
  }

  tracked(): TrackedField | null {
    return this.#current?.tracked ?? null;
  }

  lookAgain(): void {
    const current = this.#current;
    if (current?.umPerPx == null) return;
    const tracked = this.#tracker.register(this.bytes(current.size), current.umPerPx);
    this.#current = { ...current, tracked };
  }

  takeEvents(): TrackingEvent[] {
    return this.#tracker.takeEvents();
  }

  /** See FieldPipeline.beginSlide. */
  beginSlide(remembered: RememberedSlide | null): void {
    this.forget();
    this.#tracker.beginSlide(remembered);
  }

  /** Forgets the field; what tracking remembers of the slide stays. */
  forget(): void {
    this.#current = null;
  }
}
