import type { GainGrid } from '../../domain/flat-field';
import type { Frame, Mounting } from '../../domain/frame';
import type { SizePx } from '../../domain/geometry';
import type { TrackedField, TrackingEvent } from '../../domain/tracking';
import { context2d } from '../../gpu/canvas-2d';
import { StructureWatch } from '../../optics/structure-watch';
import { CpuTracker } from '../../tracking/cpu-tracker';
import type { SlideMemory } from '../../tracking/slide-memory';
import type { RememberedSlide } from '../../tracking/stored-memory';
import { FieldPainter, type PaintedField } from '../field-painter';
import type { PinnedField, StageClock } from '../field-pipeline';
import { pinBytes } from './canvas-pins';
import type { FieldImage } from './field-image';

/** Brings frames onto a canvas as the field and places them on the slide, all on the CPU. */
export class CanvasIntake {
  readonly #context = context2d(new OffscreenCanvas(1, 1));
  readonly #painter = new FieldPainter();
  readonly #tracker: CpuTracker;
  readonly #structure = new StructureWatch();
  #current: FieldImage<OffscreenCanvas> | null = null;
  /** The px of the field taken in last. */
  #pixels: PaintedField | null = null;
  /** Those are held by somebody, who must not see them change. */
  #held = false;

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
    const pixels = await this.#painter.paint(this.#context, frame.image, mounting, flatField, wanted);
    if (!pixels) return null;
    this.#replace(pixels);
    const size = { width: pixels.width, height: pixels.height };
    clock?.('optics', performance.now() - began);
    const tracking = performance.now();
    const tracked = umPerPx === null ? null : this.#tracker.register(pixels, umPerPx);
    clock?.('tracking', performance.now() - tracking);
    const { capturedAt, sequence } = frame;
    this.#current = { size, capturedAt, sequence, umPerPx, tracked, picture: this.#context.canvas };
    return size;
  }

  /** Holds the field taken in last still; null before the first. */
  pin(): PinnedField | null {
    if (!this.#current || !this.#pixels) return null;
    this.#held = true;
    return pinBytes(this.#current, this.#pixels, this.#structure);
  }

  tracked(): TrackedField | null {
    return this.#current?.tracked ?? null;
  }

  lookAgain(): void {
    const current = this.#current;
    if (current?.umPerPx == null || !this.#pixels) return;
    const tracked = this.#tracker.register(this.#pixels, current.umPerPx);
    this.#current = { ...current, tracked };
  }

  takeEvents(): TrackingEvent[] {
    return this.#tracker.takeEvents();
  }

  /** See FieldPipeline.beginSlide. */
  beginSlide(remembered: RememberedSlide | null): void {
    this.forget();
    this.#structure.forget();
    this.#tracker.beginSlide(remembered);
  }

  /** Forgets the field; what tracking remembers of the slide stays. */
  forget(): void {
    this.#current = null;
  }

  #replace(pixels: PaintedField): void {
    if (this.#pixels && !this.#held) this.#painter.giveBack(this.#pixels);
    this.#pixels = pixels;
    this.#held = false;
  }
}
