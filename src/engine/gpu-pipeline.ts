import { ReticleError } from '../domain/errors';
import type { GainGrid } from '../domain/flat-field';
import type { Frame, Mounting } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import type { TileOutput } from '../domain/tile';
import type { TrackedField, TrackingEvent } from '../domain/tracking';
import { adapterName, type Gpu } from '../gpu/device';
import { readBuffer } from '../gpu/readback';
import { GpuResources } from '../gpu/resources';
import { QualityMeter } from '../optics/quality';
import { Resampler } from '../optics/resample';
import { PLAIN_VIEW } from '../overlay/output-view';
import type { CellStore } from '../slide-map/cell-window';
import { cellPipelines, GpuCellStore } from '../slide-map/gpu-store';
import type { SlideMemory } from '../tracking/slide-memory';
import type { RememberedSlide } from '../tracking/stored-memory';
import type { GpuFieldImage } from './field/field-image';
import { GpuIntake } from './field/gpu-intake';
import { GpuPins } from './field/gpu-pins';
import { GpuPresenter } from './field/gpu-presenter';
import type { Output, OutputChange } from './field/outputs';
import { recordedOnGpu } from './field/recorded-image';
import { stageTimer } from './field/stage-timer';
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

/** The WebGPU pipeline: import, tracking, quality, resampling and drawing on one device, no CPU readback. */
export class GpuPipeline implements FieldPipeline {
  readonly drawing = 'webgpu';
  readonly #pins: GpuPins;

  private constructor(
    private readonly gpu: Gpu,
    private readonly intake: GpuIntake,
    private readonly quality: QualityMeter,
    private readonly resampler: Resampler,
    private readonly presenter: GpuPresenter,
    private readonly cells: Awaited<ReturnType<typeof cellPipelines>>,
  ) {
    this.#pins = new GpuPins(gpu, intake.tracker, quality, resampler);
  }

  /**
   * @param canvas of the main output. It is taken last, so that it can still be drawn to otherwise where WebGPU fails.
   * @throws ReticleError 'webgpu-missing' or 'shader-invalid'
   */
  static async create(gpu: Gpu, canvas: OffscreenCanvas, memory: SlideMemory): Promise<GpuPipeline> {
    const [intake, quality, resampler, presenter, cells] = await Promise.all([
      GpuIntake.create(gpu, memory),
      QualityMeter.create(gpu),
      Resampler.create(gpu),
      GpuPresenter.create(gpu),
      cellPipelines(gpu),
    ]);
    if (!canvas.getContext('webgpu'))
      throw new ReticleError(
        'webgpu-missing',
        'This browser cannot draw with WebGPU in a worker.',
        'Use a current Chrome or Edge. Reticle goes on with the slower drawing path.',
      );
    const size = { width: canvas.width, height: canvas.height };
    presenter.addOutput({ ...PLAIN_VIEW, id: MAIN_OUTPUT, canvas, size });
    return new GpuPipeline(gpu, intake, quality, resampler, presenter, cells);
  }

  get adapter(): string {
    return adapterName(this.gpu.adapterInfo);
  }

  get gpuBytes(): number {
    return this.gpu.memory.bytes;
  }

  ingest(
    frame: Frame,
    mounting: Mounting,
    umPerPx: number | null,
    clock: StageClock | null,
    flatField: GainGrid | null = null,
    wanted: () => boolean = () => true,
  ): Promise<SizePx | null> {
    return this.intake.ingest(frame, mounting, umPerPx, clock, flatField, wanted);
  }

  field(): FieldFacts | null {
    return this.intake.facts;
  }

  tracked(): TrackedField | null {
    return this.intake.tracked();
  }

  place(): Promise<TrackedField | null> {
    return this.intake.place();
  }

  lookAgain(): void {
    this.intake.lookAgain();
  }

  takeTrackingEvents(): TrackingEvent[] {
    return this.intake.takeEvents();
  }

  async draw(scene: SceneRequest, clock: StageClock | null): Promise<void> {
    const stage = stageTimer(this.gpu.device, clock);
    const { image } = this.intake;
    if (!image) return;
    this.presenter.draw(image, scene);
    await stage('overlay');
    // Without this a slow adapter would pile up frames behind the one on screen.
    if (!clock) await this.gpu.device.queue.onSubmittedWorkDone();
  }

  async picture() {
    const { image } = this.intake;
    return image && { size: image.size, bare: await this.presenter.capture(image, BARE_SCENE) };
  }

  async capture(scene: SceneRequest, recorded: RecordedPicture | null = null): Promise<CapturedField> {
    if (!recorded) {
      const { image } = this.intake;
      if (!image) throw new ReticleError(...NO_FRAME_YET);
      return this.#capture(image, scene, () => this.intake.place());
    }
    const resources = new GpuResources(this.gpu);
    try {
      const image = recordedOnGpu(recorded, resources);
      return await this.#capture(image, scene, async () => image.tracked);
    } finally {
      resources.destroy();
    }
  }

  async #capture(
    image: GpuFieldImage,
    scene: SceneRequest,
    placeOf: () => Promise<TrackedField | null>,
  ): Promise<CapturedField> {
    const { size, capturedAt, umPerPx } = image;
    const pictures = [BARE_SCENE, scene].map((each) => this.presenter.capture(image, each));
    const encoder = this.gpu.device.createCommandEncoder({ label: 'capture' });
    const measured = this.quality.read(encoder, image.picture, umPerPx ?? 1);
    this.gpu.device.queue.submit([encoder.finish()]);
    const place = placeOf();
    const [tracked, quality, [bare, overlay]] = await Promise.all([
      place,
      measured.fetch(),
      Promise.all(pictures),
    ]);
    if (!bare || !overlay) throw new Error('two pictures were asked for');
    return { size, capturedAt, umPerPx, bare, overlay, tracked, quality };
  }

  async pin(): Promise<PinnedField | null> {
    const { image } = this.intake;
    return image && this.#pins.pin(image.picture, image);
  }

  createStore(classes: number): CellStore<unknown> {
    return new GpuCellStore(this.gpu, this.cells, classes);
  }

  async values(output: TileOutput, count: number): Promise<Float32Array> {
    if (output.kind === 'cpu') return output.data;
    return new Float32Array(await readBuffer(this.gpu.device, output.buffer, count * 4));
  }

  addOutput(output: Output): void {
    this.presenter.addOutput(output);
  }

  changeOutput(id: string, change: OutputChange): void {
    this.presenter.changeOutput(id, change);
  }

  removeOutput(id: string): void {
    this.presenter.removeOutput(id);
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.changeOutput(MAIN_OUTPUT, { size: { width, height }, pixelRatio });
  }

  beginSlide(remembered: RememberedSlide | null): void {
    this.#pins.forget();
    this.intake.beginSlide(remembered);
  }

  destroy(): void {
    this.#pins.destroy();
    this.intake.destroy();
    this.quality.destroy();
    this.resampler.destroy();
    this.presenter.destroy();
    this.gpu.destroy();
  }
}
