import type { CalibrationBasis } from '../domain/calibration';
import type { Snapshot, SnapshotParts } from '../domain/case';
import type { Diagnostics } from '../domain/diagnostics';
import type { ErrorReport } from '../domain/errors';
import type { GainGrid, MeasuredFlatField } from '../domain/flat-field';
import type { Mounting } from '../domain/frame';
import type { PointUm } from '../domain/geometry';
import type { ModelManifest } from '../domain/manifest';
import type { ColourMapName } from '../domain/overlay';
import type { ReplayFrame } from '../domain/replay';
import type { BackendInfo, BackendName } from '../domain/runtime';
import type { MapPicture, MapState, MapView } from '../domain/slide-map';
import type { IslandJoin } from '../domain/tracking';
import type { LightDrift } from '../optics/flat-field/drift';
import type { FociAnswer, FociQuery } from './map-desk';

/**
 * The one typed port between the React app and the engine worker. Commands go in, events come out;
 * requests with an answer carry an id. Everything is structured-clonable.
 */

/** um/px of the frames as the app knows it; how it is known is part of every result. */
export interface Calibration {
  readonly umPerPx: number;
  readonly basis: CalibrationBasis;
  /** Half-width of the 95% interval, um/px; null: not known. */
  readonly uncertaintyUmPerPx?: number | null;
  /** Name of the calibration profile; null: none. */
  readonly profile?: string | null;
  readonly objective: number | null;
}

export interface LayerSettings {
  readonly modelId: string;
  readonly classId: string;
  /** Switch of the model: off means neither inferred nor drawn. */
  readonly enabled: boolean;
  readonly threshold: number;
}

export interface EngineSettings {
  readonly layers: readonly LayerSettings[];
  readonly heatmap: boolean;
  readonly contours: boolean;
  /** 0..1 */
  readonly opacity: number;
  readonly colourMap: ColourMapName;
  readonly scaleBar: boolean;
  /** False while the key that shows the bare tissue is held. */
  readonly overlayVisible: boolean;
  readonly frozen: boolean;
  /** Null: not calibrated, nothing is inferred. Ignored where frames carry their own truth. */
  readonly calibration: Calibration | null;
  readonly mounting: Mounting;
  /** Gains that even the light; null: frames are taken as they are. */
  readonly flatField: GainGrid | null;
  /** Keep the last ten seconds for looking back. */
  readonly replay: boolean;
}

export type EngineCommand =
  | {
      readonly kind: 'start';
      readonly canvas: OffscreenCanvas;
      /** Absolute URLs of model folders. */
      readonly models: readonly string[];
      readonly settings: EngineSettings;
      /** Test and diagnosis overrides from the address bar. */
      readonly options: {
        readonly backend?: BackendName;
        /** Left out: WebGPU on a graphics processor, else Canvas 2D. */
        readonly drawing?: 'webgpu' | 'canvas-2d';
        readonly slowInferenceMs?: number;
      };
    }
  /** A new canvas after 'canvas-unusable': it is drawn to by Canvas 2D; source, slide map and places stay. */
  | { readonly kind: 'canvas'; readonly canvas: OffscreenCanvas }
  | { readonly kind: 'source'; readonly port: MessagePort | null; readonly label: string }
  | { readonly kind: 'settings'; readonly settings: EngineSettings }
  /** Size of the canvas in device px, and device px a CSS px (1 when left out). */
  | { readonly kind: 'resize'; readonly width: number; readonly height: number; readonly pixelRatio?: number }
  /** Hidden tab: the loop rests. */
  | { readonly kind: 'visibility'; readonly visible: boolean }
  /** Forget the slide map; it can be undone for half a minute, or until the next clear. */
  | { readonly kind: 'clear' }
  | { readonly kind: 'undo-clear' }
  /** Where the map stands; with a view also a picture of it, unless its revision is the one known. */
  | {
      readonly kind: 'map';
      readonly id: number;
      readonly view: MapView | null;
      readonly knownRevision: number | null;
    }
  | { readonly kind: 'foci'; readonly id: number; readonly query: FociQuery }
  | { readonly kind: 'snapshot'; readonly id: number; readonly caption: readonly string[] }
  /** What the replay buffer holds; it stands still until 'replay-end'. */
  | { readonly kind: 'replay'; readonly id: number }
  | { readonly kind: 'replay-end' }
  /** A snapshot of a recorded frame; answered by 'snapshot'. */
  | {
      readonly kind: 'replay-snapshot';
      readonly id: number;
      readonly frame: number;
      readonly caption: readonly string[];
    }
  /** The current frame without any overlay. */
  | { readonly kind: 'frame-pixels'; readonly id: number }
  /** Averages the next frames, uncorrected, to a flat field; 'blank-progress' tells how far it is. */
  | { readonly kind: 'take-blank'; readonly id: number }
  | { readonly kind: 'diagnostics'; readonly id: number }
  | { readonly kind: 'field'; readonly id: number; readonly modelId: string; readonly classId: string }
  /** The user says that the objective is the one that is set, whatever was noticed. */
  | { readonly kind: 'objective-unchanged' }
  /** Destroys the device, as a driver reset would (tests). */
  | { readonly kind: 'lose-device' };

/** What the status line says; `code` picks the sentence. */
export type EngineStatusCode =
  | 'starting'
  | 'no-source'
  | 'waiting-for-frame'
  | 'warming-up'
  | 'looking'
  | 'examined'
  | 'no-tissue'
  | 'out-of-focus'
  | 'over-exposed'
  | 'under-exposed'
  | 'ink'
  | 'motion-blur'
  | 'wrong-scale'
  | 'objective-changed'
  | 'not-calibrated'
  | 'tracking-lost'
  | 'no-model'
  | 'frozen'
  | 'recovering'
  | 'stopped';

export interface EngineStatus {
  readonly code: EngineStatusCode;
  /** Share of the assessable part of the field that is examined, 0..1. */
  readonly examined: number;
  /** The view is held on one frame, whatever `code` says. Left out: false. */
  readonly frozen?: boolean;
  /** um/px range of the model that refuses the scale, for 'wrong-scale'. */
  readonly scale?: {
    readonly umPerPx: number;
    readonly range: readonly [number, number];
    readonly objectives: readonly number[];
  };
}

/** A frame after mounting, row by row: RGBA8, width * height * 4. */
export interface FramePixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** The probability map over the current field, for measuring and for tests. */
export interface FieldProbabilities {
  readonly columns: number;
  readonly rows: number;
  readonly cellUm: number;
  /** Frame px of the top left corner of cell (0, 0), and px a cell: where each cell lies in the frame. */
  readonly originPx: { readonly x: number; readonly y: number };
  readonly cellPx: number;
  /** Slide-space point (um) of the top left corner of cell (0, 0), on `island`. The stage may have moved on since. */
  readonly origin: PointUm;
  readonly island: number;
  /** Probability 0..1, or a negative code of domain/overlay.ts; rows * columns. */
  readonly values: Float32Array;
  readonly frameSequence: number;
}

/** Where a displayed frame lies: slide-space point at its centre, um/px and size in px. */
export interface FramePlacement {
  /** The frame is held: it is the one shown, but the stage may be elsewhere by now. */
  readonly frozen: boolean;
  readonly centre: PointUm;
  readonly umPerPx: number;
  readonly island: number;
  readonly width: number;
  readonly height: number;
}

/** What the engine knows of a snapshot; the rest is the case's and the user's. */
export type SnapshotFacts = Omit<Snapshot, 'schema' | 'id' | 'caseId' | 'number' | 'annotations' | 'notes'>;

export interface SnapshotResult {
  readonly parts: SnapshotParts;
  /** Small JPEG with overlay. */
  readonly thumbnail: Blob;
  readonly facts: SnapshotFacts;
  readonly width: number;
  readonly height: number;
  readonly umPerPx: number | null;
  readonly capturedAt: number;
}

export interface Replay {
  /** Oldest first. */
  readonly frames: readonly ReplayFrame[];
  /** Why nothing is recorded at present, where something is wrong. */
  readonly error: ErrorReport | null;
}

export type EngineEvent =
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
      readonly backend: BackendInfo;
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
  | {
      readonly kind: 'snapshot';
      readonly id: number;
      readonly result: SnapshotResult | null;
      readonly error?: ErrorReport;
    }
  | ({ readonly kind: 'replay'; readonly id: number } & Replay)
  | { readonly kind: 'frame-pixels'; readonly id: number; readonly pixels: FramePixels | null }
  | {
      readonly kind: 'blank-field';
      readonly id: number;
      readonly flat: MeasuredFlatField | null;
      readonly error?: ErrorReport;
    }
  | { readonly kind: 'blank-progress'; readonly fraction: number }
  /** Glass no longer looks as the flat field would have it; empty: it does again. */
  | { readonly kind: 'light-drift'; readonly drift: readonly LightDrift[] }
  | { readonly kind: 'diagnostics'; readonly id: number; readonly diagnostics: Diagnostics }
  | { readonly kind: 'field'; readonly id: number; readonly field: FieldProbabilities | null }
  | {
      readonly kind: 'map';
      readonly id: number;
      readonly state: MapState;
      readonly picture: MapPicture | null;
    }
  | { readonly kind: 'foci'; readonly id: number; readonly answer: FociAnswer };

/** App side of the port. Commands that answer return promises; events go to listeners. */
export interface EngineClient {
  send(command: EngineCommand, transfer?: Transferable[]): void;
  on(listener: (event: EngineEvent) => void): () => void;
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
  /** Null when the engine is gone. The picture is null without a view, or when nothing changed. */
  map(
    view: MapView | null,
    knownRevision: number | null,
  ): Promise<{ readonly state: MapState; readonly picture: MapPicture | null } | null>;
  foci(query: FociQuery): Promise<FociAnswer | null>;
  /** Ends the worker. */
  close(): void;
}
