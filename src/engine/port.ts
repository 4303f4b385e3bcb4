import type { Diagnostics } from '../domain/diagnostics';
import type { ErrorReport } from '../domain/errors';
import type { MeasuredFlatField } from '../domain/flat-field';
import type { PointUm } from '../domain/geometry';
import type { ModelManifest } from '../domain/manifest';
import type { ModelPackage } from '../domain/model-package';
import type { BackendInfo, BackendName } from '../domain/runtime';
import type { SlideName } from '../domain/slide';
import type { MapPicture, MapState, MapView } from '../domain/slide-map';
import type { StoredSlideMap } from '../domain/stored-slide-map';
import type { IslandJoin } from '../domain/tracking';
import type { LightDrift } from '../optics/flat-field/drift';
import type { FieldProbabilities, FramePixels, FramePlacement, Replay, SnapshotResult } from './answers';
import type { EngineStatus } from './engine-status';
import type { FociAnswer, FociQuery } from './map-service';
import type { PlaceAnswer } from './place-reading';
import type { EngineSettings } from './settings';

export type {
  FieldProbabilities,
  FramePixels,
  FramePlacement,
  Replay,
  SnapshotFacts,
  SnapshotResult,
} from './answers';
export type { EngineStatus, EngineStatusCode } from './engine-status';
export type { Calibration, EngineSettings, LayerSettings } from './settings';

/**
 * The one typed port between the page and the engine's worker, over rpc/: commands without an answer, requests
 * with one, and events. Everything is structured-clonable.
 */

/** As in messages. */
export const ENGINE_NAME = 'image engine';

/** Test and diagnosis overrides from the address bar. */
export interface StartOptions {
  readonly backend?: BackendName;
  /** Left out: WebGPU on a graphics processor, else Canvas 2D. */
  readonly drawing?: 'webgpu' | 'canvas-2d';
  readonly slowInferenceMs?: number;
}

/** Commands, by name, with what they say. They are carried out in the order in which they are sent. */
export interface EngineCommands {
  start: {
    readonly canvas: OffscreenCanvas;
    /** Absolute URLs of model folders. */
    readonly models: readonly string[];
    readonly settings: EngineSettings;
    readonly options: StartOptions;
  };
  /** A model that the user brought, read and tried; one of the same id is replaced. It runs once it is switched on. */
  'add-model': { readonly pack: ModelPackage };
  /** Nothing of this model is run or drawn any more, and its memory is given back. */
  'remove-model': { readonly modelId: string };
  /** A new canvas after 'canvas-unusable': it is drawn to by Canvas 2D; source, slide map and places stay. */
  canvas: { readonly canvas: OffscreenCanvas };
  /** `attachment` numbers the sources of this engine; events about a source carry its number. */
  source: { readonly port: MessagePort | null; readonly label: string; readonly attachment?: number };
  settings: { readonly settings: EngineSettings };
  /** Size of the canvas in device px, and device px a CSS px. */
  resize: { readonly width: number; readonly height: number; readonly pixelRatio: number };
  /** Hidden tab: nothing is taken in and nothing inferred. */
  visibility: { readonly visible: boolean };
  /** Forget the slide map; it can be undone for half a minute, or until the next clear. */
  clear: object;
  'undo-clear': object;
  'replay-end': object;
  /** The user says that the objective is the one that is set, whatever was noticed. */
  'objective-unchanged': object;
  /** Destroys the device, as a driver reset would (tests). */
  'lose-device': object;
}

export type EngineCommand = {
  [Kind in keyof EngineCommands]: { readonly kind: Kind } & EngineCommands[Kind];
}[keyof EngineCommands];

/** Requests, by name. Each is answered, or fails with a ReticleError. */
export type EngineRequests = {
  /**
   * Another slide: map, track and replay begin empty, or with what was kept of the slide, whose place is then looked
   * for. Fails with 'record-corrupt' where `kept` is damaged: the slide begins empty.
   */
  'begin-slide': (input: { readonly slide: SlideName; readonly kept: StoredSlideMap | null }) => void;
  /** What there is to keep of the present slide; null before one was begun. */
  'slide-map': () => KeptSlide | null;
  /** Where the map stands; with a view also a picture of it, unless its revision is the one known. */
  map: (input: { readonly view: MapView | null; readonly knownRevision: number | null }) => MapAnswer;
  foci: (input: FociQuery) => FociAnswer;
  /** What is known of a point of the slide, um, of each class of the models that are on. */
  place: (input: { readonly at: PointUm; readonly island: number }) => readonly PlaceAnswer[];
  /** The frame on screen with its overlay, as a snapshot. */
  snapshot: (input: { readonly caption: readonly string[] }) => SnapshotResult;
  /** What the replay buffer holds; it stands still until 'replay-end'. */
  replay: () => Replay;
  /** A snapshot of a recorded frame. */
  'replay-snapshot': (input: {
    readonly frame: number;
    readonly caption: readonly string[];
  }) => SnapshotResult;
  /** The current frame without any overlay; null before the first. */
  'frame-pixels': () => FramePixels | null;
  /** Averages the next frames, uncorrected, to a flat field; 'blank-progress' tells how far it is. */
  'take-blank': () => MeasuredFlatField;
  diagnostics: () => Diagnostics;
  /** Null without a place, or for a class that is not loaded. */
  field: (input: { readonly modelId: string; readonly classId: string }) => FieldProbabilities | null;
};

export type EngineCalls = {
  [Kind in keyof EngineCommands]: (input: EngineCommands[Kind]) => void;
} & EngineRequests;

export interface KeptSlide {
  readonly slideId: string;
  readonly kept: StoredSlideMap;
}

export interface MapAnswer {
  readonly state: MapState;
  /** Null without a view, or when nothing changed. */
  readonly picture: MapPicture | null;
}

export type EngineEvent = EngineNews & {
  /** Of the source that was attached when it was told; left out by what is of none. */
  readonly attachment?: number;
};

type EngineNews =
  | {
      readonly kind: 'ready';
      readonly drawing: 'webgpu' | 'canvas-2d';
      readonly adapter: string;
      readonly notice: ErrorReport | null;
      /** Islands are counted from the first again; false: a lost device came back, the slide map is kept. */
      readonly anew: boolean;
    }
  | { readonly kind: 'progress'; readonly fraction: number; readonly stage: string }
  | {
      readonly kind: 'models';
      readonly manifests: readonly { readonly manifest: ModelManifest; readonly hash: string }[];
      /** Null: nothing was found that can run models; why was told as an error. */
      readonly backend: BackendInfo | null;
    }
  | { readonly kind: 'status'; readonly status: EngineStatus }
  | {
      readonly kind: 'frame';
      readonly width: number;
      readonly height: number;
      readonly umPerPx: number | null;
      readonly objective: number | null;
    }
  /** With each displayed frame, and when it is held or let go: where it lies on the slide; null while that is not known. */
  | { readonly kind: 'placement'; readonly placement: FramePlacement | null }
  | { readonly kind: 'island-joined'; readonly join: IslandJoin }
  /** Noticed from the image while um/px stayed as set. `ratio`: um/px now as a multiple of the one set. */
  | { readonly kind: 'objective-changed'; readonly ratio: number; readonly certain: boolean }
  | { readonly kind: 'source-ended'; readonly error: ErrorReport }
  | { readonly kind: 'error'; readonly error: ErrorReport; readonly fatal: boolean }
  /** The device is gone for good, and the canvas is tied to it: the app answers with 'canvas'. */
  | { readonly kind: 'canvas-unusable'; readonly error: ErrorReport }
  | { readonly kind: 'blank-progress'; readonly fraction: number }
  /** Glass no longer looks as the flat field would have it; empty: it does again. */
  | { readonly kind: 'light-drift'; readonly drift: readonly LightDrift[] };

/** Events, by name. */
export type EngineEvents = { [Event in EngineEvent as Event['kind']]: Event };

/**
 * Page side of the port. Requests fail with 'worker-crashed' when the engine is gone; where a method gives null
 * then, it says so.
 */
export interface EngineClient {
  send(command: EngineCommand, transfer?: Transferable[]): void;
  on(listener: (event: EngineEvent) => void): () => void;
  /**
   * Another slide: map, track and replay begin empty, or with what was kept of the slide, whose place is then looked
   * for. @throws ReticleError 'record-corrupt' where `kept` is damaged: the slide begins empty
   */
  beginSlide(slide: SlideName, kept: StoredSlideMap | null): Promise<void>;
  /** What there is to keep of the present slide; null before one was begun, or when the engine is gone. */
  slideMap(): Promise<KeptSlide | null>;
  snapshot(caption: readonly string[]): Promise<SnapshotResult>;
  /** Null when the engine is gone. What is recorded stands still until 'replay-end' is sent. */
  replay(): Promise<Replay | null>;
  /** @throws ReticleError 'snapshot-failed' */
  replaySnapshot(frame: number, caption: readonly string[]): Promise<SnapshotResult>;
  /** Null before the first frame, or when the engine is gone. */
  framePixels(): Promise<FramePixels | null>;
  /** Takes the blank field that the camera shows. @throws ReticleError saying why it is none */
  takeBlank(): Promise<MeasuredFlatField>;
  diagnostics(): Promise<Diagnostics>;
  field(modelId: string, classId: string): Promise<FieldProbabilities | null>;
  /** Null when the engine is gone. */
  place(at: PointUm, island: number): Promise<readonly PlaceAnswer[] | null>;
  /** Null when the engine is gone. The picture is null without a view, or when nothing changed. */
  map(view: MapView | null, knownRevision: number | null): Promise<MapAnswer | null>;
  foci(query: FociQuery): Promise<FociAnswer | null>;
  /** Ends the worker. */
  close(): void;
}
