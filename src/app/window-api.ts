import type { Diagnostics } from '../domain/diagnostics';
import type { PointUm } from '../domain/geometry';
import type { MapPicture, MapState, MapView } from '../domain/slide-map';
import type { EngineStatus, FieldProbabilities } from '../engine/port';
import type { RegionTruth, SimulatorState } from '../source/simulated/simulator';
import type { OfflineState } from './state/slices/page-slice';

/** `window.reticle`: what scripts and tests may ask and drive. */
export interface ReticleWindowApi {
  /** Resolves once the models are loaded (or could not be). */
  readonly ready: Promise<void>;
  /** What the status line shows, and with what the engine runs. */
  readonly engine: {
    readonly phase: 'starting' | 'running' | 'crashed';
    readonly status: EngineStatus;
    readonly drawing: 'webgpu' | 'canvas-2d' | null;
    readonly adapter: string | null;
  };
  /** Whether the program's files are kept in the browser. */
  readonly offline: OfflineState;
  diagnostics(): Promise<Diagnostics>;
  /** Probabilities over the current field; of the first model that is on, and its first class, by default. */
  field(modelId?: string, classId?: string): Promise<FieldProbabilities | null>;
  /** Where the slide map stands, and a picture of it where a view is given. */
  map(
    view: MapView | null,
  ): Promise<{ readonly state: MapState; readonly picture: MapPicture | null } | null>;
  /** Null unless the source is the simulated microscope or a still image under its stage. */
  readonly simulator: SimulatorApi | null;
  /** Destroys the graphics device, as a driver reset would. There only where the address says `faults=on`. */
  readonly loseDevice?: () => void;
}

export interface SimulatorApi {
  readonly extentUm: { readonly width: number; readonly height: number };
  state(): SimulatorState;
  set(change: Partial<SimulatorState>): void;
  /** Moves the stage by um. */
  moveBy(dx: number, dy: number): void;
  /** Moves the stage to a slide-space point, um. */
  moveTo(x: number, y: number): void;
  /** Tumour mask of a rectangle of the slide: top left corner in um, um/px, size in px. Default: the field. */
  truth(origin?: PointUm, umPerPx?: number, width?: number, height?: number): Promise<RegionTruth>;
}

declare global {
  interface Window {
    reticle?: ReticleWindowApi;
  }
}
