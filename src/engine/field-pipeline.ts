import type { StageName } from '../domain/diagnostics';
import type { GainGrid } from '../domain/flat-field';
import type { Frame, Mounting } from '../domain/frame';
import type { FieldPlacement, SizePx } from '../domain/geometry';
import type { ModelManifest } from '../domain/manifest';
import type { Arrival, LayerStyle } from '../domain/overlay';
import type { FieldQuality } from '../domain/quality';
import type { Tile, TileInput, TileOutput } from '../domain/tile';
import type { TrackedField, TrackingEvent } from '../domain/tracking';
import type { RawPicture } from '../gpu/readback';
import type { TileCut } from '../optics/tile-cut';
import type { CellStore } from '../slide-map/cell-window';
import type { RememberedSlide } from '../tracking/stored-memory';
import type { Output, OutputChange } from './field/outputs';

/** One class of one model as the engine asks for it to be drawn. `store` is one that this pipeline made. */
export interface LayerRequest {
  readonly modelId: string;
  readonly classId: string;
  readonly classIndex: number;
  readonly store: CellStore<unknown>;
  /** Drawn instead of the store's own window, which has moved on: for recorded fields. Captures only. */
  readonly copy?: Float32Array<ArrayBuffer>;
  readonly cellUm: number;
  readonly arrivals: readonly Arrival[];
  readonly style: LayerStyle;
}

export interface SceneRequest {
  readonly layers: readonly LayerRequest[];
  readonly hatchAll: boolean;
  readonly visible: boolean;
  readonly scaleBar: boolean;
  /** Island that the layers' cells belong to: on another one all is not assessed. */
  readonly island: number | null;
}

/** What is known of a frame that was taken in. */
export interface FieldFacts {
  readonly size: SizePx;
  /** ms since the Unix epoch. */
  readonly capturedAt: number;
  readonly sequence: number;
  readonly umPerPx: number | null;
}

/** A field that was recorded, to be drawn and measured as one that the camera shows. */
export interface RecordedPicture extends FieldFacts {
  /** As large as `size`; it stays the caller's. */
  readonly picture: ImageBitmap;
  /** Where it lies by the current names of islands; null where that is not known. */
  readonly tracked: TrackedField | null;
}

/**
 * A field held still for inference: its own copy of the picture, with where it lies and how good it is. Any number
 * may be held at a time, each until its holder lets go of it.
 */
export interface PinnedField {
  readonly size: SizePx;
  readonly capturedAt: number;
  readonly sequence: number;
  /** Null without um/px. */
  readonly tracked: TrackedField | null;
  readonly quality: FieldQuality;
  /** Cuts tiles (top left cells of their cores) out at the model's um/px. */
  extract(
    manifest: ModelManifest,
    tiles: readonly Tile[],
    sizePx: number,
    memory: 'gpu' | 'cpu',
  ): Promise<TileInput>;
  /** Cuts any squares out, for the mosaic: float32 [corners, sizePx, sizePx, 3] in plain memory. */
  resample(cut: TileCut): Promise<Float32Array>;
  /** Lets go of the copy. Nothing can be cut from it any more; what was cut before stays good. */
  release(): void;
}

/** One frame in full resolution with its overlay, where it lies and how good it is. */
export interface CapturedField {
  readonly size: SizePx;
  readonly capturedAt: number;
  readonly umPerPx: number | null;
  readonly bare: RawPicture;
  /** The same picture as on the canvas, in px of the frame. */
  readonly overlay: RawPicture;
  /** Null without um/px. */
  readonly tracked: TrackedField | null;
  readonly quality: FieldQuality;
}

/** The output that {@link FieldPipeline.resize} sizes. */
export const MAIN_OUTPUT = 'main';

/** Code, message and remedy. */
export const NO_FRAME_YET = [
  'snapshot-failed',
  'There is no frame to save yet.',
  'Choose a source first.',
] as const;

/** Nothing but the tissue. */
export const BARE_SCENE: SceneRequest = {
  layers: [],
  hatchAll: false,
  visible: false,
  scaleBar: false,
  island: null,
};

/** How long each stage took, ms. Called on sampled frames only, as measuring waits for the GPU. */
export type StageClock = (stage: StageName, ms: number) => void;

/**
 * Everything between a frame and the canvas that depends on the machine: with WebGPU, or Canvas 2D without.
 * Not re-entrant: the engine awaits each call of `ingest` and `draw`.
 */
export interface FieldPipeline {
  readonly drawing: 'webgpu' | 'canvas-2d';
  readonly adapter: string;
  /** Bytes of GPU memory held by our own passes. */
  readonly gpuBytes: number;
  /**
   * Takes a frame in: mounting, flat field, tracking. The frame is not kept. Null, and nothing is touched, where
   * `wanted` says no after the picture was converted: the source, the slide or the scale changed meanwhile.
   */
  ingest(
    frame: Frame,
    mounting: Mounting,
    umPerPx: number | null,
    clock: StageClock | null,
    flatField?: GainGrid | null,
    wanted?: () => boolean,
  ): Promise<SizePx | null>;
  /** The current field as it was taken in, without overlay; null before the first. */
  picture(): Promise<{ readonly size: SizePx; readonly bare: RawPicture } | null>;
  /** The current field's facts; null before the first. */
  field(): FieldFacts | null;
  /** Newest tracked field that has come back; null before the first or without um/px. */
  tracked(): TrackedField | null;
  /** Where the current field lies, of this very frame. Recorded before the first await. */
  place(): Promise<TrackedField | null>;
  /** Places the current field once more: that the stage jumped is believed at a second look only. */
  lookAgain(): void;
  /** Islands joined and objectives changed since it was last asked. */
  takeTrackingEvents(): TrackingEvent[];
  /** Draws the current field with its overlay to all outputs. */
  draw(scene: SceneRequest, clock: StageClock | null): Promise<void>;
  /**
   * Everything of the current field, or of a recorded one, read back. Recorded before the first await: all of one
   * frame. @throws ReticleError 'snapshot-failed' before the first frame
   */
  capture(scene: SceneRequest, recorded?: RecordedPicture): Promise<CapturedField>;
  /** Holds the current field until it is released. Null before the first frame. */
  pin(): Promise<PinnedField | null>;
  createStore(classes: number): CellStore<unknown>;
  /** The first `count` values of a model's output in plain memory; a few kB, read beside the display. */
  values(output: TileOutput, count: number): Promise<Float32Array>;
  /** Another canvas that every drawn field goes to from now on. @throws ReticleError 'output-unusable' */
  addOutput(output: Output): void;
  /** @throws ReticleError 'output-unusable' for a transform that cannot be drawn with */
  changeOutput(id: string, change: OutputChange): void;
  removeOutput(id: string): void;
  /** Size of the main output's canvas, device px, and device px per CSS px. */
  resize(width: number, height: number, pixelRatio: number): void;
  /**
   * Forgets the field: the next frame begins an island of its own, on a slide of which `remembered` is known, to
   * which the way back is then looked for; null: of which nothing is.
   */
  beginSlide(remembered: RememberedSlide | null): void;
  destroy(): void;
}

export function placementOf(tracked: TrackedField | null): FieldPlacement | null {
  return tracked && tracked.confidence > 0 ? { centre: tracked.centre, umPerPx: tracked.umPerPx } : null;
}
