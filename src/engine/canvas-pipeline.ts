import { ReticleError } from '../domain/errors';
import type { GainGrid } from '../domain/flat-field';
import type { Frame, Mounting } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import type { OverlayScene } from '../domain/overlay';
import type { TileInput, TileOutput } from '../domain/tile';
import type { TrackedField, TrackingEvent } from '../domain/tracking';
import type { RawPicture } from '../gpu/readback';
import { measureQuality } from '../optics/quality-reference';
import { type FieldBytes, resampleTiles } from '../optics/resample-reference';
import { CanvasRenderer } from '../overlay/canvas-renderer';
import { ArrayCellStore } from '../slide-map/array-store';
import type { CellStore } from '../slide-map/cell-window';
import { CpuTracker } from '../tracking/cpu-tracker';
import type { SlideMemory } from '../tracking/slide-memory';
import type { RememberedSlide } from '../tracking/stored-memory';
import { FieldPainter } from './field-painter';
import {
  type CapturedField,
  type FieldFacts,
  type FieldPipeline,
  type PinnedField,
  placementOf,
  type SceneRequest,
  type StageClock,
} from './field-pipeline';
import { cutOf } from './tile-cut';

interface CanvasField extends FieldFacts {
  readonly tracked: TrackedField | null;
}

/** The pipeline without a graphics processor: Canvas 2D draws, the TypeScript forms of the passes do the rest. */
export class CanvasPipeline implements FieldPipeline {
  readonly drawing = 'canvas-2d';
  readonly gpuBytes = 0;
  readonly #field: OffscreenCanvas;
  readonly #fieldContext: OffscreenCanvasRenderingContext2D;
  readonly #renderer: CanvasRenderer;
  readonly #tracker: CpuTracker;
  readonly #painter = new FieldPainter();
  #current: CanvasField | null = null;
  #canvasSize: SizePx = { width: 1, height: 1 };
  #pixelRatio = 1;

  constructor(
    private readonly canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2D,
    memory: SlideMemory,
    readonly adapter = 'none',
  ) {
    this.#tracker = new CpuTracker(memory);
    this.#renderer = new CanvasRenderer(context);
    this.#field = new OffscreenCanvas(1, 1);
    this.#fieldContext = contextOf(this.#field);
  }

  async ingest(
    frame: Frame,
    mounting: Mounting,
    umPerPx: number | null,
    clock: StageClock | null,
    flatField: GainGrid | null = null,
    wanted: () => boolean = () => true,
  ): Promise<SizePx | null> {
    const began = performance.now();
    const size = await this.#painter.paint(this.#fieldContext, frame.image, mounting, flatField, wanted);
    if (!size) return null;
    clock?.('optics', performance.now() - began);
    const tracking = performance.now();
    const tracked = umPerPx === null ? null : this.#tracker.register(this.#bytes(size), umPerPx);
    clock?.('tracking', performance.now() - tracking);
    this.#current = { size, capturedAt: frame.capturedAt, sequence: frame.sequence, umPerPx, tracked };
    return size;
  }

  field(): FieldFacts | null {
    return this.#current;
  }

  tracked(): TrackedField | null {
    return this.#current?.tracked ?? null;
  }

  async place(): Promise<TrackedField | null> {
    return this.tracked();
  }

  lookAgain(): void {
    const current = this.#current;
    if (current?.umPerPx == null) return;
    const tracked = this.#tracker.register(this.#bytes(current.size), current.umPerPx);
    this.#current = { ...current, tracked };
  }

  takeTrackingEvents(): TrackingEvent[] {
    return this.#tracker.takeEvents();
  }

  async draw(request: SceneRequest, clock: StageClock | null): Promise<void> {
    if (!this.#current) return;
    const began = performance.now();
    if (this.canvas.width !== this.#canvasSize.width || this.canvas.height !== this.#canvasSize.height) {
      this.canvas.width = this.#canvasSize.width;
      this.canvas.height = this.#canvasSize.height;
    }
    this.#render(this.#renderer, this.#current, request, this.#pixelRatio);
    clock?.('overlay', performance.now() - began);
  }

  async picture() {
    if (!this.#current) return null;
    const { size } = this.#current;
    return { size, bare: rawPicture(bytesOf(this.#fieldContext, size), size) };
  }

  async capture(request: SceneRequest): Promise<CapturedField> {
    const current = this.#current;
    if (!current)
      throw new ReticleError('snapshot-failed', 'There is no frame to save yet.', 'Choose a source first.');
    const { size, capturedAt, umPerPx, tracked } = current;
    const bytes = this.#bytes(size);
    const context = contextOf(new OffscreenCanvas(size.width, size.height));
    this.#render(new CanvasRenderer(context), current, request, 1);
    return {
      size,
      capturedAt,
      umPerPx,
      bare: rawPicture(bytesOf(this.#fieldContext, size), size),
      overlay: rawPicture(bytesOf(context, size), size),
      tracked,
      quality: measureQuality(bytes, umPerPx ?? 1),
    };
  }

  async pin(): Promise<PinnedField | null> {
    const current = this.#current;
    if (!current) return null;
    const { size, capturedAt, sequence, tracked, umPerPx } = current;
    const bytes = this.#bytes(size);
    return {
      size,
      capturedAt,
      sequence,
      tracked,
      quality: measureQuality(bytes, umPerPx ?? 1),
      extract: async (manifest, tiles, sizePx): Promise<TileInput> => ({
        kind: 'cpu',
        data: resampleTiles(bytes, cutOf(size, tracked, manifest, tiles, sizePx)),
        count: tiles.length,
        size: sizePx,
      }),
      resample: async (cut) => resampleTiles(bytes, cut),
      // The copy is in plain memory.
      release: () => {},
    };
  }

  createStore(classes: number): CellStore<unknown> {
    return new ArrayCellStore(classes);
  }

  async values(output: TileOutput): Promise<Float32Array> {
    if (output.kind !== 'cpu') throw new Error('there is no GPU to read from');
    return output.data;
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.#canvasSize = { width: Math.max(1, width), height: Math.max(1, height) };
    this.#pixelRatio = pixelRatio;
  }

  beginSlide(remembered: RememberedSlide | null): void {
    this.#current = null;
    this.#tracker.beginSlide(remembered);
  }

  destroy(): void {
    this.#current = null;
  }

  #bytes(size: SizePx): FieldBytes {
    return { ...size, rgba: bytesOf(this.#fieldContext, size) };
  }

  #render(renderer: CanvasRenderer, current: CanvasField, request: SceneRequest, pixelRatio: number): void {
    const scene: OverlayScene<Float32Array> = {
      frameSize: current.size,
      placement: placementOf(current.tracked),
      layers: request.layers.flatMap(({ store, classIndex, ...layer }) => {
        const window = store instanceof ArrayCellStore ? store.windows[classIndex] : undefined;
        return window ? [{ ...layer, window }] : [];
      }),
      hatchAll: request.hatchAll || (request.island !== null && request.island !== current.tracked?.island),
      visible: request.visible,
      scaleBar: request.scaleBar && current.umPerPx !== null ? { umPerPx: current.umPerPx } : null,
    };
    renderer.render({ frame: this.#field, scene, pixelRatio });
  }
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context)
    throw new ReticleError(
      'webgpu-missing',
      'This browser can draw neither by WebGPU nor by Canvas 2D in a worker.',
      'Use a current Chrome or Edge.',
    );
  return context;
}

function bytesOf(context: OffscreenCanvasRenderingContext2D, { width, height }: SizePx) {
  return context.getImageData(0, 0, width, height).data as Uint8ClampedArray<ArrayBuffer>;
}

const rawPicture = (rgba: Uint8ClampedArray<ArrayBuffer>, size: SizePx): RawPicture => ({
  ...size,
  stride: size.width * 4,
  order: 'rgba',
  data: rgba.buffer,
});
