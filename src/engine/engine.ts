import { STAGES, type StageName } from '../domain/diagnostics';
import { silenceBoard } from '../rpc/silence-board';
import { SlideMemory } from '../tracking/slide-memory';
import type { RememberedSlide } from '../tracking/stored-memory';
import { CaptureService } from './capture-service';
import type { EngineHandlers } from './commands/commands-of';
import { engineHandlers } from './commands/handlers';
import { Display } from './display';
import type { EngineParts, EnginePorts } from './engine-parts';
import { EngineState } from './engine-state';
import { ErrorLog } from './error-log';
import type { StageClock } from './field-pipeline';
import { FlatFieldDesk } from './flat-field-desk';
import { FrameLoop } from './frame-loop';
import { Freshness } from './freshness';
import { InferenceService } from './inference/inference-service';
import { type LiveView, liveScene } from './live-scene';
import { MapService } from './map-service';
import { PlacementTeller } from './placement-teller';
import type { EngineCommands } from './port';
import { isEnabled } from './provenance';
import { Reactions } from './reactions';
import { Recovery } from './recovery';
import { ReplayRecorder } from './replay/recorder';
import { SlideMapKeeper } from './slide-map-keeper';
import { StatusReporter } from './status-reporter';
import { StillWatch } from './still-watch';
import { Rate, Timings } from './timings';
import { TrackingEvents } from './tracking-events';

const STATUS_EVERY_MS = 200;

/**
 * Wires the stages: frames in, picture out, inference beside. Lives in a worker, behind engine/port.ts. Nothing
 * is decided here; each part decides for itself and is tested by itself.
 */
export class Engine implements EngineParts {
  readonly state = new EngineState();
  readonly errors = new ErrorLog();
  readonly memory = new SlideMemory();
  readonly replay = new ReplayRecorder();
  readonly latency = new Timings();
  readonly shown = new Rate();
  readonly freshness: Freshness;
  readonly silences = silenceBoard;
  readonly stages: Record<StageName, Timings>;
  readonly map: SlideMapKeeper;
  readonly maps: MapService;
  readonly tracking: TrackingEvents;
  readonly flatField: FlatFieldDesk;
  readonly recovery: Recovery;
  readonly inference: InferenceService;
  readonly display: Display;
  readonly frames: FrameLoop;
  readonly placement: PlacementTeller;
  readonly still: StillWatch;
  readonly captures: CaptureService;
  private readonly reactions = new Reactions(this);
  start: EngineCommands['start'] | null = null;
  canvasSize: EngineCommands['resize'] | null = null;
  /** Commands and requests by name, for rpc/. */
  readonly handlers: EngineHandlers;

  constructor(readonly ports: EnginePorts) {
    const { state, reactions } = this;
    const { clock } = ports;
    const emit: EnginePorts['emit'] = (event, transfer) =>
      ports.emit({ ...event, attachment: state.attachment }, transfer);
    this.freshness = new Freshness(clock);
    this.stages = Object.fromEntries(STAGES.map((name) => [name, new Timings()])) as Record<
      StageName,
      Timings
    >;
    this.tracking = new TrackingEvents({
      joined: (join) => reactions.islandsJoined(join),
      objectiveChanged: (change) => reactions.objectiveChanged(change),
    });
    this.map = new SlideMapKeeper({ trusted: () => !this.tracking.scaleInDoubt, clock });
    this.flatField = new FlatFieldDesk({
      progress: (fraction) => emit({ kind: 'blank-progress', fraction }),
      drifted: (drift) => emit({ kind: 'light-drift', drift }),
    });
    this.recovery = new Recovery({
      open: (canvas, options) => ports.openPipeline(canvas, options, this.memory),
      opened: ({ pipeline, notice }, again) => {
        const { drawing, adapter } = pipeline;
        emit({ kind: 'ready', drawing, adapter, notice, anew: !again });
      },
      lost: () => reactions.deviceLost(),
      canvasUnusable: (error) => emit({ kind: 'canvas-unusable', error }),
      back: () => reactions.deviceBack(),
      note: (error) => this.errors.note(error),
    });
    this.inference = new InferenceService({
      clock,
      map: this.map,
      timings: this.stages.inference,
      hold: () => state.epoch.hold(),
      enabled: (id) => !this.tracking.scaleInDoubt && isEnabled(state.settings, id),
      objective: () => state.frame?.objective ?? null,
      visible: () => state.visible,
      cellsArrived: () => reactions.cellsArrived(),
      islandChanged: () => this.display.request(),
      progress: (fraction, stage) => emit({ kind: 'progress', fraction, stage }),
      loaded: (models, backend, errors) => {
        emit({
          kind: 'models',
          backend,
          manifests: models.map(({ manifest, hash }) => ({ manifest, hash })),
        });
        // After 'models', which clears the messages of an earlier try.
        for (const error of errors) reactions.report(error);
      },
      failed: (error, pipeline) => void reactions.inferenceFailed(error, pipeline),
    });
    this.maps = new MapService(this.map, () => this.inference.active);
    this.display = new Display({ draw: (stageClock) => this.#draw(stageClock), atRefresh: ports.atRefresh });
    this.placement = new PlacementTeller(state, (placement) => emit({ kind: 'placement', placement }));
    this.still = new StillWatch(
      (stays) => ({
        holder: async () => {
          await this.frames.tracked();
          return (state.frozen || stays()) && state.frame?.umPerPx ? this.recovery.pipeline : null;
        },
        wasJoined: (island) => this.map.wasJoined(island),
        looked: () => reactions.lookedAgain(),
      }),
      clock,
    );
    this.frames = new FrameLoop({
      state,
      clock,
      pipeline: () => this.recovery.pipeline,
      tracking: this.tracking,
      display: this.display,
      flatField: this.flatField,
      replay: this.replay,
      stages: this.stages,
      latency: this.latency,
      shown: this.shown,
      freshness: this.freshness,
      changed: ({ size, umPerPx, objective }) => emit({ kind: 'frame', ...size, umPerPx, objective }),
      placed: async () => {
        this.tellPlacement();
        this.inference.wake();
        if (state.frozen) await this.still.settle(() => true);
      },
      ended: (error) => {
        state.hasSource = false;
        this.errors.note(error);
        emit({ kind: 'source-ended', error });
      },
      failed: (cause) => reactions.frameFailed(cause, 'A frame could not be taken in.'),
    });
    this.captures = new CaptureService(
      {
        live: () => {
          const { settings, frame, sourceLabel: source, slide } = state;
          const { pipeline } = this.recovery;
          if (!pipeline || !settings || !frame) return null;
          const scene = liveScene(this.#view(), true);
          const { active } = this.inference;
          const held = this.freshness.heldReason(state.frozen);
          return { pipeline, settings, frame, active, scene, source, slide, held };
        },
        recorded: () => {
          const { settings } = state;
          const { pipeline } = this.recovery;
          const { active, loop } = this.inference;
          return settings && pipeline && { pipeline, active, settings, island: loop?.island ?? null };
        },
      },
      this.replay,
      (error) => this.errors.note(error),
      ports.encoder,
    );
    this.handlers = engineHandlers(this);
    const status = new StatusReporter(this, (now) => emit({ kind: 'status', status: now }));
    ports.every(STATUS_EVERY_MS, () => {
      // The veil over an old picture comes and goes without a frame.
      if (this.freshness.beat()) this.display.request();
      status.report();
      this.still.beat(() => this.frames.frames);
    });
  }

  tellPlacement(): void {
    this.placement.tell(this.recovery.pipeline, !this.tracking.scaleInDoubt);
  }

  resize(): void {
    const { canvasSize: size } = this;
    if (size) this.recovery.pipeline?.resize(size.width, size.height, size.pixelRatio);
  }

  loadModels(): Promise<void> {
    return this.reactions.loadModels();
  }

  forgetField(remembered: RememberedSlide | null): void {
    this.state.epoch.raise();
    this.state.frame = null;
    this.frames.forget();
    this.flatField.stop();
    const { pipeline } = this.recovery;
    if (pipeline) pipeline.beginSlide(remembered);
    else this.memory.begin(remembered);
    this.tracking.reset();
    this.replay.clear();
    this.inference.forget();
    this.tellPlacement();
  }

  #view(): LiveView {
    const { pipeline } = this.recovery;
    return {
      state: this.state,
      pipeline,
      inference: this.inference,
      scaleInDoubt: this.tracking.scaleInDoubt,
      stale: this.freshness.stale !== null,
    };
  }

  async #draw(clock: StageClock | null): Promise<void> {
    const { pipeline } = this.recovery;
    try {
      await pipeline?.draw(liveScene(this.#view()), clock);
    } catch (cause) {
      // A lost device fails here first; recovery runs by its own promise.
      if (pipeline === this.recovery.pipeline)
        this.reactions.frameFailed(cause, 'The picture could not be drawn.');
    }
  }
}
