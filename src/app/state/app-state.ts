import type { ErrorReport } from '../../domain/errors';
import type { FrameSource, Surface } from '../../domain/frame';
import type { RectPx } from '../../domain/geometry';
import type { BackendInfo } from '../../domain/runtime';
import type { EngineStatus } from '../../engine/port';
import type { SilentWorker } from '../../rpc/silence-board';
import type { SourceRequest } from '../../source/open-source';
import type { SimulatorState } from '../../source/simulated/simulator';
import type { StillImage } from '../../source/simulated/worker-calls';
import { CLOSED_EXPORT, type ExportState } from '../export/export-state';
import type { StepGroup } from '../history/history';
import { EMPTY_MAP, type MapSlice } from '../map/map-state';
import { NOTHING_NOTICED, type ObjectiveNotice } from '../objective/objective-notice';
import { CLOSED_REPLAY, type ReplayState } from '../replay/replay-state';
import { NOTHING_MEASURED, type SelfTestState } from '../self-test/self-test-state';
import { type CaptureView, INITIAL_CAPTURE } from './capture-view';
import { type DeviceView, NO_DEVICES } from './device-view';
import type { LoadedManifest } from './models';
import type { Preferences } from './preferences';

export interface EngineView {
  readonly phase: 'starting' | 'running' | 'crashed';
  readonly drawing: 'webgpu' | 'canvas-2d' | null;
  readonly adapter: string | null;
  readonly backend: BackendInfo | null;
  /** Of the warm-up; null before and after. */
  readonly progress: { readonly fraction: number; readonly stage: string } | null;
}

export type SourceView =
  | { readonly phase: 'none' }
  | { readonly phase: 'open'; readonly request: SourceRequest; readonly source: FrameSource }
  /** Stopped by itself; may come back. */
  | { readonly phase: 'ended'; readonly request: SourceRequest };

export interface FrameView {
  readonly width: number;
  readonly height: number;
  readonly umPerPx: number | null;
  readonly objective: number | null;
}

/** A way on that an error card offers. */
export type WayOn =
  | 'retry'
  | 'demo'
  | 'other-source'
  | 'open-file'
  | 'restart'
  | 'save-picture'
  | 'store-again';

export interface Notice {
  readonly id: number;
  readonly tone: 'error' | 'note';
  readonly report: Pick<ErrorReport, 'message' | 'remedy'>;
  readonly ways: readonly WayOn[];
  /** Notices of one topic replace each other: one about the source, one about the engine ... */
  readonly topic: string;
}

export interface SavedSnapshot {
  readonly id: number;
  readonly blob: Blob;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
}

/** A still image that waits for its scale. */
export interface PendingImage {
  readonly file: File;
  /** To begin with: what it has now; null where nothing is known. */
  readonly umPerPx: number | null;
  /** Where its scale is from, and how it was read; left out where an opened image is only to get another scale. */
  readonly told?: Pick<StillImage, 'suggestedBy' | 'notes'>;
}

export type PanelName = 'controls' | 'diagnostics' | 'case' | 'map' | 'measures' | 'selfTest';

export interface CameraEntry {
  readonly deviceId: string;
  readonly label: string;
}

/** What can be taken back. */
export interface HistoryView {
  /** Words for the newest step; null: none. */
  readonly undo: string | null;
  readonly redo: string | null;
  readonly groups: readonly StepGroup[];
  /** A step whose undo is offered for a while, since nobody would think of a key. */
  readonly offer: { readonly id: number; readonly label: string; readonly group: StepGroup } | null;
}

export interface AppState {
  readonly engine: EngineView;
  readonly models: readonly LoadedManifest[];
  readonly status: EngineStatus;
  /** A worker of the page, the engine among them, that does not answer. */
  readonly silent: SilentWorker | null;
  readonly frame: FrameView | null;
  /** What a live track shows now; null: what its source said when it was opened holds. */
  readonly surface: Surface | null;
  readonly source: SourceView;
  /** Being opened, in place of `source`. */
  readonly opening: SourceRequest | null;
  readonly devices: DeviceView;
  /** All that can be set of a simulated microscope; null for any other source. */
  readonly simulator: SimulatorState | null;
  readonly cameras: readonly CameraEntry[];
  /** Chosen for a source that does not know its own; null: not set. */
  readonly objective: number | null;
  /** um/px that the address gave for this source; holds until another objective is chosen. */
  readonly linkedUmPerPx: number | null;
  /** Model switches that the address set; they hold until they are changed by hand, and are not remembered. */
  readonly linkedModels: Readonly<Record<string, boolean>>;
  readonly preferences: Preferences;
  readonly frozen: boolean;
  /** The key that shows the bare tissue is held. */
  readonly bare: boolean;
  /** Layer that the threshold slider sets where several models are on. */
  readonly selectedLayer: string | null;
  readonly panel: PanelName | null;
  readonly helpOpen: boolean;
  readonly welcomeOpen: boolean;
  /** Rectangle being drawn, in px of the frame as the camera gives it; null: not cropping. */
  readonly cropping: RectPx | null;
  readonly notices: readonly Notice[];
  readonly snapshots: readonly SavedSnapshot[];
  readonly capture: CaptureView;
  readonly history: HistoryView;
  readonly map: MapSlice;
  readonly replay: ReplayState;
  readonly exports: ExportState;
  readonly selfTest: SelfTestState;
  /** What the image says of the objective that is set. */
  readonly objectiveNotice: ObjectiveNotice;
  readonly pendingImage: PendingImage | null;
  readonly dropping: boolean;
  /** The dialog that measures um/px is open. */
  readonly calibrating: boolean;
  /** `progress` of the blank field being taken, 0..1; null: none is. */
  readonly flatField: { readonly progress: number | null };
}

export function initialState(preferences: Preferences): AppState {
  return {
    engine: { phase: 'starting', drawing: null, adapter: null, backend: null, progress: null },
    models: [],
    status: { code: 'starting', examined: 0 },
    silent: null,
    frame: null,
    surface: null,
    source: { phase: 'none' },
    opening: null,
    devices: NO_DEVICES,
    simulator: null,
    cameras: [],
    objective: null,
    linkedUmPerPx: null,
    linkedModels: {},
    preferences,
    frozen: false,
    bare: false,
    selectedLayer: null,
    panel: preferences.page.panel,
    helpOpen: false,
    welcomeOpen: false,
    cropping: null,
    notices: [],
    snapshots: [],
    capture: INITIAL_CAPTURE,
    history: { undo: null, redo: null, groups: [], offer: null },
    map: EMPTY_MAP,
    replay: CLOSED_REPLAY,
    exports: CLOSED_EXPORT,
    selfTest: NOTHING_MEASURED,
    objectiveNotice: NOTHING_NOTICED,
    pendingImage: null,
    dropping: false,
    calibrating: false,
    flatField: { progress: null },
  };
}
