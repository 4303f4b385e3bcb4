import type { Clock } from '../domain/clock';
import type { StageName } from '../domain/diagnostics';
import type { Gpu } from '../gpu/device';
import type { SlideMemory } from '../tracking/slide-memory';
import type { RememberedSlide } from '../tracking/stored-memory';
import type { CaptureService } from './capture-service';
import type { Display } from './display';
import type { CaptureEncoder } from './encode-client';
import type { EngineState } from './engine-state';
import type { ErrorLog } from './error-log';
import type { FlatFieldDesk } from './flat-field-desk';
import type { FrameLoop } from './frame-loop';
import type { InferenceService } from './inference/inference-service';
import type { ModelSet } from './inference/models';
import type { MapService } from './map-service';
import type { openPipeline } from './open-pipeline';
import type { PlacementTeller } from './placement-teller';
import type { EngineCommands, EngineEvent, StartOptions } from './port';
import type { Recovery } from './recovery';
import type { ReplayRecorder } from './replay/recorder';
import type { SlideMapKeeper } from './slide-map-keeper';
import type { StillWatch } from './still-watch';
import type { Rate, Timings } from './timings';
import type { TrackingEvents } from './tracking-events';

/** What the engine takes from the machine; tests bring their own. */
export interface EnginePorts {
  readonly openPipeline: typeof openPipeline;
  readonly openModels: (gpu: Gpu | null, options: StartOptions) => ModelSet;
  readonly encoder: CaptureEncoder;
  readonly clock: Clock;
  /** Calls back once, before the screen is next refreshed. */
  readonly atRefresh: (draw: () => void) => void;
  /** Calls back every so many ms. */
  readonly every: (ms: number, beat: () => void) => void;
  readonly emit: (event: EngineEvent, transfer?: readonly Transferable[]) => void;
}

/** The parts of the engine, as its commands see them. */
export interface EngineParts {
  readonly ports: EnginePorts;
  readonly state: EngineState;
  readonly errors: ErrorLog;
  readonly recovery: Recovery;
  readonly frames: FrameLoop;
  readonly display: Display;
  readonly inference: InferenceService;
  readonly tracking: TrackingEvents;
  /** What tracking remembers of the slide, also when the device is lost. */
  readonly memory: SlideMemory;
  readonly map: SlideMapKeeper;
  readonly maps: MapService;
  readonly replay: ReplayRecorder;
  readonly captures: CaptureService;
  readonly flatField: FlatFieldDesk;
  readonly placement: PlacementTeller;
  readonly still: StillWatch;
  readonly stages: Readonly<Record<StageName, Timings>>;
  readonly latency: Timings;
  readonly shown: Rate;
  /** As the page asked for it; null before. */
  start: EngineCommands['start'] | null;
  canvasSize: EngineCommands['resize'] | null;
  /** Loads the models for the present device. */
  loadModels(): Promise<void>;
  /** Gives the pipeline the size of its canvas. */
  resize(): void;
  /** Tells the page where the displayed frame lies. */
  tellPlacement(): void;
  /**
   * Forgets the field, its track and what was said of it: another source, or another slide.
   * @param remembered what is known of the slide that frames are now of
   */
  forgetField(remembered: RememberedSlide | null): void;
}
