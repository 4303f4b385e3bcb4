import { ReticleError } from '../domain/errors';
import type { GainGrid } from '../domain/flat-field';
import type { Frame, Mounting } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import type { TileOutput } from '../domain/tile';
import type { TrackedField, TrackingEvent } from '../domain/tracking';
import { context2d, rgbaOf } from '../gpu/canvas-2d';
import { measureQuality } from '../optics/quality-reference';
import { PLAIN_VIEW } from '../overlay/output-view';
import { ArrayCellStore } from '../slide-map/array-store';
import type { CellStore } from '../slide-map/cell-window';
import type { SlideMemory } from '../tracking/slide-memory';
import type { RememberedSlide } from '../tracking/stored-memory';
import { CanvasIntake } from './field/canvas-intake';
import { CanvasPresenter } from './field/canvas-presenter';
import type { Output, OutputChange } from './field/outputs';
import { recordedOnCanvas } from './field/recorded-image';
import {
  BARE_SCENE,
  type CapturedField,
  type FieldFacts,
  type FieldPipeline,
  MAIN_OUTPUT,
  NO_FRAME_YET,
  type PinnedField,
  type RecordedPicture,
  type SceneRequest,
  type StageClock,
} from './field-pipeline';

/** The pipeline without a graphics processor: Canvas 2D draws, the TypeScript forms of the passes do the rest. */
export class CanvasPipeline implements FieldPipeline {
  readonly drawing = 'canvas-2d';
  readonly gpuBytes = 0;
  readonly #intake: CanvasIntake;
  readonly #presenter = new CanvasPresenter();

  /**
   * @param canvas of the main output
   * @throws ReticleError 'output-unusable' where the canvas belongs to another kind of context
   */
  constructor(
    canvas: OffscreenCanvas,
    memory: SlideMemory,
    readonly adapter = 'none',
  ) {
    const size = { width: canvas.width, height: canvas.height };
    this.#presenter.addOutput({ ...PLAIN_VIEW, id: MAIN_OUTPUT, canvas, size });
    this.#intake = new CanvasIntake(memory);
  }

  ingest(
    frame: Frame,
    mounting: Mounting,
    umPerPx: number | null,
    clock: StageClock | null,
    flatField: GainGrid | null = null,
    wanted: () => boolean = () => true,
  ): Promise<SizePx | null> {
    return this.#intake.ingest(frame, mounting, umPerPx, clock, flatField, wanted);
  }

  field(): FieldFacts | null {
    return this.#intake.image;
  }

  tracked(): TrackedField | null {
    return this.#intake.tracked();
  }

  async place(): Promise<TrackedField | null> {
    return this.#intake.tracked();
  }

  lookAgain(): void {
    this.#intake.lookAgain();
  }

  takeTrackingEvents(): TrackingEvent[] {
    return this.#intake.takeEvents();
  }

  async draw(scene: SceneRequest, clock: StageClock | null): Promise<void> {
    const { image } = this.#intake;
    if (!image) return;
    const began = performance.now();
    this.#presenter.draw(image, scene);
    clock?.('overlay', performance.now() - began);
  }

  async picture() {
    const { image } = this.#intake;
    return image && { size: image.size, bare: this.#presenter.capture(image, BARE_SCENE) };
  }

  async capture(scene: SceneRequest, recorded: RecordedPicture | null = null): Promise<CapturedField> {
    const image = recorded ? recordedOnCanvas(recorded) : this.#intake.image;
    if (!image) throw new ReticleError(...NO_FRAME_YET);
    const { size, capturedAt, umPerPx, tracked } = image;
    return {
      ...{ size, capturedAt, umPerPx, tracked },
      bare: this.#presenter.capture(image, BARE_SCENE),
      overlay: this.#presenter.capture(image, scene),
      quality: measureQuality({ ...size, rgba: rgbaOf(context2d(image.picture), size) }, umPerPx ?? 1),
    };
  }

  async pin(): Promise<PinnedField | null> {
    return this.#intake.pin();
  }

  createStore(classes: number): CellStore<unknown> {
    return new ArrayCellStore(classes);
  }

  async values(output: TileOutput): Promise<Float32Array> {
    if (output.kind !== 'cpu') throw new Error('there is no GPU to read from');
    return output.data;
  }

  addOutput(output: Output): void {
    this.#presenter.addOutput(output);
  }

  changeOutput(id: string, change: OutputChange): void {
    this.#presenter.changeOutput(id, change);
  }

  removeOutput(id: string): void {
    this.#presenter.removeOutput(id);
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.changeOutput(MAIN_OUTPUT, { size: { width, height }, pixelRatio });
  }

  beginSlide(remembered: RememberedSlide | null): void {
    this.#intake.beginSlide(remembered);
  }

  destroy(): void {
    this.#intake.forget();
  }
}
