import { ReticleError } from '../domain/errors';
import type { GainGrid } from '../domain/flat-field';
import type { Frame, Mounting } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import type { OverlayScene } from '../domain/overlay';
import type { TileOutput } from '../domain/tile';
import type { TrackedField, TrackingEvent } from '../domain/tracking';
import { adapterName, type Gpu } from '../gpu/device';
import { readBuffer } from '../gpu/readback';
import { FrameImporter } from '../optics/frame-importer';
import { QualityMeter } from '../optics/quality';
import { Resampler } from '../optics/resample';
import { type GpuPicture, GpuRenderer } from '../overlay/gpu-renderer';
import type { CellStore } from '../slide-map/cell-window';
import { cellPipelines, GpuCellStore } from '../slide-map/gpu-store';
import type { SlideMemory } from '../tracking/slide-memory';
import type { RememberedSlide } from '../tracking/stored-memory';
import { Tracker } from '../tracking/tracker';
import { GpuPins } from './field/gpu-pins';
import {
  BARE_SCENE,
  type CapturedField,
  type FieldFacts,
  type FieldPipeline,
  type PinnedField,
  placementOf,
  type SceneRequest,
  type StageClock,
} from './field-pipeline';

/** The WebGPU pipeline: import, tracking, quality, resampling and drawing on one device, no CPU readback. */
export class GpuPipeline implements FieldPipeline {
  readonly drawing = 'webgpu';
  #field: GPUTexture | null = null;
  #frame: FieldFacts | null = null;
  readonly #pins: GpuPins;
  #canvasSize: SizePx = { width: 1, height: 1 };
  #pixelRatio = 1;

  private constructor(
    private readonly gpu: Gpu,
    private readonly canvas: OffscreenCanvas,
    private readonly context: GPUCanvasContext,
    private readonly importer: FrameImporter,
    private readonly tracker: Tracker,
    private readonly quality: QualityMeter,
    private readonly resampler: Resampler,
    private readonly renderer: GpuRenderer,
    private readonly cells: Awaited<ReturnType<typeof cellPipelines>>,
  ) {
    this.#pins = new GpuPins(gpu, tracker, quality, resampler);
  }

  /** @throws ReticleError 'webgpu-missing' or 'shader-invalid' */
  static async create(gpu: Gpu, canvas: OffscreenCanvas, memory: SlideMemory): Promise<GpuPipeline> {
    const context = canvas.getContext('webgpu');
    if (!context)
      throw new ReticleError(
        'webgpu-missing',
        'This browser cannot draw with WebGPU in a worker.',
        'Use a current Chrome or Edge. Reticle goes on with the slower drawing path.',
      );
    const format = navigator.gpu.getPreferredCanvasFormat();
    context.configure({ device: gpu.device, format, alphaMode: 'opaque' });
    const [importer, tracker, quality, resampler, renderer, cells] = await Promise.all([
      FrameImporter.create(gpu),
      Tracker.create(gpu, memory),
      QualityMeter.create(gpu),
      Resampler.create(gpu),
      GpuRenderer.create(gpu, format),
      cellPipelines(gpu),
    ]);
    return new GpuPipeline(gpu, canvas, context, importer, tracker, quality, resampler, renderer, cells);
  }

  get adapter(): string {
    return adapterName(this.gpu.adapterInfo);
  }

  get gpuBytes(): number {
    return this.gpu.memory.bytes;
  }

  async ingest(
    frame: Frame,
    mounting: Mounting,
    umPerPx: number | null,
    clock: StageClock | null,
    flatField: GainGrid | null = null,
    wanted: () => boolean = () => true,
  ): Promise<SizePx | null> {
    const stage = this.#stages(clock);
    const encoder = this.gpu.device.createCommandEncoder({ label: 'frame' });
    const field = await this.importer.import(encoder, frame.image, mounting, flatField);
    if (!wanted()) {
      // The importer may have given up the texture of the frame before.
      if (field !== this.#field) this.#forgetField();
      return null;
    }
    this.gpu.device.queue.submit([encoder.finish()]);
    await stage('optics');
    if (!wanted()) {
      this.#forgetField();
      return null;
    }
    this.#field = field;
    const size = { width: field.width, height: field.height };
    this.#frame = { size, capturedAt: frame.capturedAt, sequence: frame.sequence, umPerPx };
    if (umPerPx !== null) this.tracker.register(field, umPerPx);
    await stage('tracking');
    return size;
  }

  field(): FieldFacts | null {
    return this.#frame;
  }

  tracked(): TrackedField | null {
    return this.#frame?.umPerPx == null ? null : this.tracker.newest();
  }

  async place(): Promise<TrackedField | null> {
    return this.#frame?.umPerPx == null ? null : this.tracker.read();
  }

  lookAgain(): void {
    if (this.#field && this.#frame?.umPerPx != null) this.tracker.register(this.#field, this.#frame.umPerPx);
  }

  takeTrackingEvents(): TrackingEvent[] {
    return this.tracker.takeEvents();
  }

  async draw(request: SceneRequest, clock: StageClock | null): Promise<void> {
    const stage = this.#stages(clock);
    if (!this.#field || !this.#frame) return;
    if (this.canvas.width !== this.#canvasSize.width || this.canvas.height !== this.#canvasSize.height) {
      this.canvas.width = this.#canvasSize.width;
      this.canvas.height = this.#canvasSize.height;
    }
    const target = this.context.getCurrentTexture();
    const encoder = this.gpu.device.createCommandEncoder({ label: 'overlay' });
    const picture = this.#picture(this.#field, this.#frame, request, this.#pixelRatio);
    this.renderer.render(
      encoder,
      target.createView(),
      { width: target.width, height: target.height },
      picture,
    );
    this.gpu.device.queue.submit([encoder.finish()]);
    await stage('overlay');
    // Without this a slow adapter would pile up frames behind the one on screen.
    if (!clock) await this.gpu.device.queue.onSubmittedWorkDone();
  }

  async picture() {
    if (!this.#field || !this.#frame) return null;
    const { size } = this.#frame;
    return {
      size,
      bare: await this.renderer.capture(this.#picture(this.#field, this.#frame, BARE_SCENE, 1)),
    };
  }

  async capture(request: SceneRequest): Promise<CapturedField> {
    const field = this.#field;
    const frame = this.#frame;
    if (!field || !frame)
      throw new ReticleError('snapshot-failed', 'There is no frame to save yet.', 'Choose a source first.');
    const { size, capturedAt, umPerPx } = frame;
    const bare = this.renderer.capture(this.#picture(field, frame, BARE_SCENE, 1));
    const overlay = this.renderer.capture(this.#picture(field, frame, request, 1));
    const encoder = this.gpu.device.createCommandEncoder({ label: 'capture' });
    const how = this.quality.read(encoder, field, umPerPx ?? 1);
    this.gpu.device.queue.submit([encoder.finish()]);
    const [tracked, quality, barePicture, picture] = await Promise.all([
      umPerPx === null ? null : this.tracker.read(),
      how.fetch(),
      bare,
      overlay,
    ]);
    return { size, capturedAt, umPerPx, bare: barePicture, overlay: picture, tracked, quality };
  }

  async pin(): Promise<PinnedField | null> {
    return this.#field && this.#frame && this.#pins.pin(this.#field, this.#frame);
  }

  createStore(classes: number): CellStore<unknown> {
    return new GpuCellStore(this.gpu, this.cells, classes);
  }

  async values(output: TileOutput, count: number): Promise<Float32Array> {
    if (output.kind === 'cpu') return output.data;
    return new Float32Array(await readBuffer(this.gpu.device, output.buffer, count * 4));
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio;
    this.#canvasSize = { width: Math.max(1, width), height: Math.max(1, height) };
  }

  beginSlide(remembered: RememberedSlide | null): void {
    this.#forgetField();
    this.tracker.beginSlide(remembered);
  }

  destroy(): void {
    this.#pins.destroy();
    this.importer.destroy();
    this.tracker.destroy();
    this.quality.destroy();
    this.resampler.destroy();
    this.renderer.destroy();
    this.gpu.destroy();
  }

  #forgetField(): void {
    this.#field = null;
    this.#frame = null;
  }

  /** What is drawn, on the screen and in the snapshot alike. */
  #picture(field: GPUTexture, frame: FieldFacts, request: SceneRequest, pixelRatio: number): GpuPicture {
    const scene: OverlayScene<GPUBuffer> = {
      frameSize: frame.size,
      placement: placementOf(this.tracked()),
      layers: request.layers.flatMap(({ store, classIndex, ...layer }) => {
        const window = store instanceof GpuCellStore ? store.windows[classIndex] : undefined;
        return window ? [{ ...layer, window }] : [];
      }),
      hatchAll: request.hatchAll,
      visible: request.visible,
      scaleBar: request.scaleBar && frame.umPerPx !== null ? { umPerPx: frame.umPerPx } : null,
    };
    return {
      frame: field,
      scene,
      tracked: this.tracker.tracked,
      pixelRatio,
      ...(request.island === null ? {} : { island: request.island }),
    };
  }

  /** Measures a stage by waiting for the GPU; free of cost when there is no clock. */
  #stages(clock: StageClock | null) {
    let last = performance.now();
    return async (stage: Parameters<StageClock>[0]) => {
      if (!clock) return;
      await this.gpu.device.queue.onSubmittedWorkDone();
      const now = performance.now();
      clock(stage, now - last);
      last = now;
    };
  }
}
