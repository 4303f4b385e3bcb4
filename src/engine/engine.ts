import type { Diagnostics, StageName } from '../domain/diagnostics';
import { STAGES } from '../domain/diagnostics';
import { type ErrorReport, toErrorReport } from '../domain/errors';
import { type Frame, PLAIN_MOUNTING } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import { assessRegions, limitsFor } from '../optics/assess';
import { CellWindow } from '../slide-map/cell-window';
import { SlideMemory } from '../tracking/slide-memory';
import { ARRIVAL_MS } from './arrivals';
import { CaptureDesk } from './capture-desk';
import type { CaptureMoment } from './capture-field';
import { DeviceLosses } from './device-losses';
import { diagnosticsOf } from './diagnostics-report';
import { ErrorLog } from './error-log';
import { type FieldPipeline, placementOf, type SceneRequest, type StageClock } from './field-pipeline';
import { readField } from './field-reading';
import { BLANK_FAILED, FlatFieldDesk } from './flat-field-desk';
import { FrameIntake } from './frame-intake';
import { framePixels } from './frame-pixels';
import { type ActiveModel, InferenceLoop } from './inference-loop';
import { MapDesk } from './map-desk';
import { Models } from './models';
import { openPipeline } from './open-pipeline';
import type { EngineCommand, EngineEvent, EngineSettings } from './port';
import { type FrameFacts, isEnabled } from './provenance';
import type { ReplayMoment } from './replay/recorded-field';
import { ReplayRecorder } from './replay/recorder';
import { scaleFits } from './scale-gate';
import { layersOf } from './scene';
import { SlideMapKeeper } from './slide-map-keeper';
import { engineStatus } from './status';
import { settleStill } from './still-field';
import { Rate, Timings } from './timings';
import { TrackingNews } from './tracking-news';

type Post = (event: EngineEvent, transfer?: Transferable[]) => void;

/** Every so many frames the stages are measured one by one, which waits for the GPU. */
const CLOCKED_EVERY = 10;
const STATUS_EVERY_MS = 200;
/** Beats of the status after which a field counts as still: a slow camera or adapter is faster. */
const STILL_BEATS = 5;
/** Time that the report of a lost device may take to arrive, ms. */
const LOSS_GRACE_MS = 500;

/** Wires the stages: frames in, picture out, inference beside. Lives in a worker, behind engine/port.ts. */
export class Engine {
  #settings: EngineSettings | null = null;
  #start: Extract<EngineCommand, { kind: 'start' }> | null = null;
  #pipeline: FieldPipeline | null = null;
  #models: Models | null = null;
  #active: ActiveModel[] = [];
  #loop: InferenceLoop | null = null;
  #recovering = false;
  readonly #losses = new DeviceLosses();
  #hasSource = false;
  #sourceLabel = '';
  #frame: FrameFacts | null = null;
  /** The frame being taken in, until it is tracked. */
  #ingesting: Promise<unknown> | null = null;
  #drawing = false;
  /** The page was told a place. */
  #placed = false;
  #dirty = false;
  readonly #map = new SlideMapKeeper({ trusted: () => !this.#news.scaleInDoubt });
  /** What tracking remembers of the slide, also when the device is lost. */
  readonly #memory = new SlideMemory();
  readonly #desk = new MapDesk(this.#map, () => this.#active);
  readonly #flatField = new FlatFieldDesk({
    progress: (fraction) => this.post({ kind: 'blank-progress', fraction }),
    drifted: (drift) => this.post({ kind: 'light-drift', drift }),
  });
  #mapLabel: string | null = null;
  #frames = 0;
  /** The last frame, and the beats since it came. */
  #still = { frames: 0, beats: 0 };
  #lastStatus = '';
  readonly #errors = new ErrorLog();
  readonly #shown = new Rate();
  readonly #latency = new Timings();
  readonly #stages = Object.fromEntries(STAGES.map((name) => [name, new Timings()])) as Record<
    StageName,
    Timings
  >;
  readonly #intake: FrameIntake;
  readonly #replay = new ReplayRecorder();
  readonly #captures = new CaptureDesk(
    { live: () => this.#liveMoment(), recorded: () => this.#replayMoment() },
    this.#replay,
    (error) => this.#errors.note(error),
  );
  readonly #news = new TrackingNews({
    joined: (join) => {
      this.#map.join(join);
      this.#replay.joined(join);
      this.post({ kind: 'island-joined', join });
      this.#loop?.joined(join);
      this.#requestDraw();
    },
    objectiveChanged: ({ ratio, certain, island }) => {
      // What lies on that island was placed by a wrong um/px.
      this.#map.atlas.forget(island);
      this.#replay.forgetPlaces();
      this.#loop?.reload();
      this.post({ kind: 'objective-changed', ratio, certain });
    },
  });

  constructor(private readonly post: Post) {
    this.#intake = new FrameIntake(
      (frame) => this.#onFrame(frame),
      (error) => {
        this.#hasSource = false;
        this.#errors.note(error);
        post({ kind: 'source-ended', error });
      },
      (cause) => {
        if (this.#recovering) return;
        this.#errors.note(
          toErrorReport(cause, {
            code: 'webgpu-lost',
            message: 'A frame could not be taken in.',
            remedy: 'Reticle goes on with the next one; if this stays, choose the source again.',
          }),
        );
      },
    );
    setInterval(() => {
      this.#postStatus();
      this.#lookAtStill();
    }, STATUS_EVERY_MS);
  }

  async handle(command: EngineCommand): Promise<void> {
    switch (command.kind) {
      case 'start':
        this.#start = command;
        this.#settings = command.settings;
        await this.#openPipeline();
        await this.#loadModels();
        return;
      case 'canvas':
        if (!this.#start) return;
        this.#start = {
          ...this.#start,
          canvas: command.canvas,
          options: { ...this.#start.options, drawing: 'canvas-2d' },
        };
        await this.#reopen();
        return;
      case 'source':
        this.#hasSource = command.port !== null;
        // The same camera plugged in again shows the same slide; nothing else is sure to.
        if (command.port && command.label !== this.#mapLabel) {
          this.#map.reset();
          this.#loop?.reload();
          this.#mapLabel = command.label;
        }
        this.#sourceLabel = command.label;
        this.#frame = null;
        this.#flatField.stop();
        this.#memory.reset();
        this.#pipeline?.resetTracking();
        this.#news.reset();
        this.#replay.clear();
        this.#intake.attach(command.port);
        return;
      case 'settings':
        this.#settings = command.settings;
        if (!command.settings.replay) this.#replay.clear();
        this.#intake.pause(command.settings.frozen);
        if (this.#frame) this.#tellPlacement(this.#frame.size);
        this.#requestDraw();
        if (command.settings.frozen) await this.#settle();
        return;
      case 'resize':
        this.#size = command;
        this.#pipeline?.resize(command.width, command.height, command.pixelRatio ?? 1);
        this.#requestDraw();
        return;
      case 'visibility':
        this.#intake.pause(!command.visible || (this.#settings?.frozen ?? false));
        return;
      case 'clear':
        this.#map.clear();
        this.#loop?.reload();
        this.#requestDraw();
        return;
      case 'undo-clear':
        if (this.#map.undoClear()) this.#loop?.reload();
        this.#requestDraw();
        return;
      case 'map':
        this.#answerMap(command);
        return;
      case 'foci':
        this.post({ kind: 'foci', id: command.id, answer: this.#desk.foci(command.query) });
        return;
      case 'snapshot':
        // Between taking a frame in and tracking it, picture and place are of two frames.
        while (this.#ingesting) await this.#ingesting.catch(() => {});
        this.post(await this.#captures.live(command.id, command.caption));
        return;
      case 'replay':
        this.post({ kind: 'replay', id: command.id, ...this.#replay.hold() });
        return;
      case 'replay-end':
        this.#replay.release();
        return;
      case 'replay-snapshot':
        this.post(await this.#captures.recorded(command.id, command.frame, command.caption));
        return;
      case 'frame-pixels': {
        const pixels = this.#pipeline ? await framePixels(this.#pipeline).catch(() => null) : null;
        this.post({ kind: 'frame-pixels', id: command.id, pixels }, pixels ? [pixels.rgba.buffer] : []);
        return;
      }
      case 'take-blank':
        await this.#takeBlank(command.id);
        return;
      case 'diagnostics':
        this.post({ kind: 'diagnostics', id: command.id, diagnostics: await this.#diagnostics() });
        return;
      case 'field':
        this.post({
          kind: 'field',
          id: command.id,
          field: await this.#readField(command.modelId, command.classId),
        });
        return;
      case 'objective-unchanged':
        this.#memory.trustScale();
        this.#news.reset();
        this.#loop?.reload();
        this.#requestDraw();
        return;
      case 'lose-device':
        this.#gpuLost?.();
        return;
    }
  }

  #size: Extract<EngineCommand, { kind: 'resize' }> | null = null;
  #gpuLost: (() => void) | null = null;

  async #openPipeline(): Promise<void> {
    const start = this.#start;
    if (!start) return;
    const opened = await openPipeline(start.canvas, start.options, this.#memory);
    if (opened.kind === 'unusable') {
      this.#errors.note(opened.error);
      this.post({ kind: 'canvas-unusable', error: opened.error });
      return;
    }
    this.#pipeline = opened.pipeline;
    this.#gpuLost = opened.loseDevice;
    if (this.#size) opened.pipeline.resize(this.#size.width, this.#size.height, this.#size.pixelRatio ?? 1);
    if (opened.notice) this.#errors.note(opened.notice);
    opened.lost?.then((reason) => this.#recover(reason));
    this.post({
      kind: 'ready',
      drawing: opened.pipeline.drawing,
      adapter: opened.pipeline.adapter,
      notice: opened.notice,
      anew: !this.#recovering,
    });
    this.#models = new Models(opened.gpu, start.options);
  }

  async #loadModels(): Promise<void> {
    const { post } = this;
    const pipeline = this.#pipeline;
    const models = this.#models;
    const start = this.#start;
    if (!pipeline || !models || !start) return;
    const { loaded, runtime, errors } = await models.load(start.models, (fraction, stage) =>
      post({ kind: 'progress', fraction, stage }),
    );
    for (const error of errors) {
      this.#errors.note(error);
      post({ kind: 'error', error, fatal: false });
    }
    if (pipeline !== this.#pipeline || !runtime) return;
    this.#active = loaded.map((model) => {
      const store = pipeline.createStore(model.manifest.classes.length);
      return { model, store, cells: new CellWindow(store) };
    });
    post({
      kind: 'models',
      backend: runtime.backend,
      manifests: loaded.map(({ manifest, hash }) => ({ manifest, hash })),
    });
    this.#loop = new InferenceLoop(
      {
        pipeline,
        runtime,
        models: this.#active,
        map: this.#map,
        enabled: (id) => !this.#news.scaleInDoubt && isEnabled(this.#settings, id),
        assess: (pinned) =>
          assessRegions(pinned.quality, limitsFor(this.#active.map(({ model }) => model.manifest))),
        objective: () => this.#frame?.objective ?? null,
        changed: () => this.#cellsArrived(),
        islandChanged: () => this.#requestDraw(),
        failed: (error) => void this.#inferenceFailed(error, pipeline),
      },
      this.#stages.inference,
    );
    this.#loop.start();
  }

  /** Draws now, and once more when all has come in, should no frame come meanwhile. */
  #cellsArrived(): void {
    this.#requestDraw();
    const frames = this.#frames;
    setTimeout(() => {
      if (frames === this.#frames) this.#requestDraw();
    }, ARRIVAL_MS + 20);
  }

  /** A lost device fails here before its loss is reported; recovery then speaks for itself. */
  async #inferenceFailed(error: ErrorReport, pipeline: FieldPipeline): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, LOSS_GRACE_MS));
    if (this.#recovering || pipeline !== this.#pipeline) return;
    this.#errors.note(error);
    this.post({ kind: 'error', error, fatal: false });
  }

  /** The graphics device is gone: everything on it is built anew, on the same canvas. */
  async #recover(reason: string): Promise<void> {
    const givenUp = this.#losses.add();
    this.#recovering = true;
    this.#errors.note({
      code: 'webgpu-lost',
      message: `The graphics device was lost (${reason}).`,
      remedy: 'Reticle opens it again by itself; the slide map is kept.',
    });
    this.#loop?.stop();
    this.#loop = null;
    this.#active = [];
    this.#replay.forgetPlaces();
    this.#models?.dispose();
    this.#pipeline?.destroy();
    this.#pipeline = null;
    if (!givenUp) return this.#reopen();
    const error: ErrorReport = {
      code: 'webgpu-lost',
      message: 'The graphics device is lost again and again.',
      remedy:
        'Reticle goes on without WebGPU, more slowly; the slide map is kept. Update the graphics driver, then reload the page.',
    };
    this.post({ kind: 'canvas-unusable', error });
  }

  /** Recovery ends when there is a pipeline again: a canvas may have to come first. */
  async #reopen(): Promise<void> {
    try {
      await this.#openPipeline();
      if (this.#pipeline) this.#recovering = false;
      await this.#loadModels();
    } finally {
      this.#requestDraw();
    }
  }

  async #onFrame(frame: Frame): Promise<void> {
    const pipeline = this.#pipeline;
    const settings = this.#settings;
    if (!pipeline || !settings) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return;
    }
    const received = performance.timeOrigin + performance.now();
    this.#stages.capture.add(Math.max(0, received - frame.capturedAt));
    const umPerPx = frame.truth?.umPerPx ?? settings.calibration?.umPerPx ?? null;
    const clock = this.#frames++ % CLOCKED_EVERY === 0 ? this.#clock : null;
    const gains = this.#flatField.gainsOf(settings);
    const ingesting = pipeline.ingest(frame, settings.mounting, umPerPx, clock, gains);
    this.#ingesting = ingesting;
    const size = await ingesting.finally(() => {
      this.#ingesting = null;
    });
    if (!size) return;
    this.#news.take(pipeline.takeTrackingEvents(), umPerPx);
    const objective = frame.truth?.objective ?? settings.calibration?.objective ?? null;
    const before = this.#frame;
    this.#frame = {
      size,
      umPerPx,
      objective,
      known: frame.truth !== undefined,
      capturedAt: frame.capturedAt,
    };
    if (settings.replay)
      this.#replay.offer(
        ...([frame, settings.mounting, gains] as const),
        {
          facts: this.#frame,
          calibration: settings.calibration,
          source: this.#sourceLabel,
          scaleInDoubt: this.#news.scaleInDoubt,
        },
        () => pipeline.place(),
      );
    if (
      before?.size.width !== size.width ||
      before.size.height !== size.height ||
      before.umPerPx !== umPerPx ||
      before.objective !== objective
    )
      this.post({ kind: 'frame', width: size.width, height: size.height, umPerPx, objective });
    const { displayWidth, displayHeight } = frame.image;
    await this.#draw(clock);
    await this.#flatField.onFrame(pipeline, { width: displayWidth, height: displayHeight }, settings);
    this.#tellPlacement(size);
    if (this.#settings?.frozen) await this.#settle();
    this.#shown.tick();
    this.#latency.add(performance.timeOrigin + performance.now() - frame.capturedAt);
  }

  /** Sees to it that a field which stays has a place, as long as no other frame comes. */
  async #settle(): Promise<void> {
    const frames = this.#frames;
    await settleStill({
      holder: async () => {
        while (this.#ingesting) await this.#ingesting.catch(() => {});
        const stays = this.#settings?.frozen || frames === this.#frames;
        return stays && this.#frame?.umPerPx ? this.#pipeline : null;
      },
      wasJoined: (island) => this.#map.wasJoined(island),
      looked: () => {
        const frame = this.#frame;
        if (!this.#pipeline || !frame) return;
        this.#news.take(this.#pipeline.takeTrackingEvents(), frame.umPerPx);
        this.#tellPlacement(frame.size);
        this.#requestDraw();
      },
    });
  }

  /** Called at each beat: a field that stays without being frozen is seen to, once. */
  #lookAtStill(): void {
    const { frames, beats } = this.#still;
    this.#still = { frames: this.#frames, beats: frames === this.#frames ? beats + 1 : 0 };
    if (this.#still.beats === STILL_BEATS) void this.#settle();
  }

  #tellPlacement({ width, height }: SizePx): void {
    const tracked = this.#pipeline?.tracked() ?? null;
    const place = this.#news.scaleInDoubt ? null : placementOf(tracked);
    if (!place && !this.#placed) return;
    this.#placed = place !== null;
    const frozen = this.#settings?.frozen ?? false;
    const placement = place && tracked ? { ...place, island: tracked.island, width, height, frozen } : null;
    this.post({ kind: 'placement', placement });
  }

  readonly #clock: StageClock = (stage, ms) => this.#stages[stage].add(ms);

  /** Draws again without a new frame: settings changed, cells arrived. Coalesced. */
  #requestDraw(): void {
    this.#dirty = true;
    if (this.#drawing) return;
    requestAnimationFrame(() => {
      if (this.#dirty && !this.#drawing) void this.#draw(null);
    });
  }

  async #draw(clock: StageClock | null): Promise<void> {
    const pipeline = this.#pipeline;
    if (!pipeline || this.#drawing) return;
    this.#drawing = true;
    this.#dirty = false;
    try {
      await pipeline.draw(this.#scene(), clock);
    } catch (cause) {
      // A lost device fails here first; recovery runs by its own promise.
      if (pipeline === this.#pipeline && !this.#recovering)
        this.#errors.note(
          toErrorReport(cause, {
            code: 'webgpu-lost',
            message: 'The picture could not be drawn.',
            remedy: 'Reticle tries again with the next frame.',
          }),
        );
    } finally {
      this.#drawing = false;
      if (this.#dirty) this.#requestDraw();
    }
  }

  /** @param whole draws what has just become known as if it had always been there (snapshots) */
  #scene(whole = false): SceneRequest {
    const settings = this.#settings;
    const umPerPx = this.#frame?.umPerPx ?? null;
    if (!settings) return { layers: [], hatchAll: false, visible: false, scaleBar: false, island: null };
    const enabled = this.#active.filter(({ model }) => isEnabled(this.#settings, model.manifest.id));
    const objective = this.#frame?.objective ?? null;
    const fitting = enabled.filter(
      ({ model }) => umPerPx !== null && scaleFits(model.manifest, umPerPx, objective),
    );
    const lost = umPerPx !== null && (this.#pipeline?.tracked()?.confidence ?? 1) <= 0;
    const unknown = fitting.length === 0 || lost || this.#news.scaleInDoubt;
    return {
      layers: layersOf(settings, this.#active, fitting, (active) =>
        whole ? [] : (this.#loop?.arrivals.of(active) ?? []),
      ),
      hatchAll: enabled.length > 0 && unknown,
      visible: settings.overlayVisible,
      scaleBar: settings.scaleBar,
      island: this.#loop?.island ?? null,
    };
  }

  #postStatus(): void {
    const settings = this.#settings;
    if (!settings) return;
    const status = engineStatus({
      hasSource: this.#hasSource,
      hasFrame: this.#frame !== null,
      recovering: this.#recovering,
      modelsReady: this.#loop !== null,
      anyEnabled: this.#active.some(({ model }) => isEnabled(this.#settings, model.manifest.id)),
      frozen: settings.frozen,
      umPerPx: this.#frame?.umPerPx ?? null,
      scaleInDoubt: this.#news.scaleInDoubt,
      trackingLost: this.#trackingLost(),
      examination: this.#loop?.examination ?? null,
    });
    const key = `${status.code} ${status.examined.toFixed(2)} ${status.frozen}`;
    if (key === this.#lastStatus) return;
    this.#lastStatus = key;
    this.post({ kind: 'status', status });
  }

  /** Blank glass has no place to lose. */
  #trackingLost(): boolean {
    const tracked = this.#pipeline?.tracked();
    return tracked != null && tracked.confidence <= 0 && tracked.structured !== false;
  }

  #liveMoment(): CaptureMoment | null {
    const pipeline = this.#pipeline;
    const settings = this.#settings;
    const frame = this.#frame;
    if (!pipeline || !settings || !frame) return null;
    const [active, scene, source] = [this.#active, this.#scene(true), this.#sourceLabel];
    return { pipeline, settings, frame, active, scene, source };
  }

  #replayMoment(): ReplayMoment | null {
    const settings = this.#settings;
    return settings && { active: this.#active, settings, island: this.#loop?.island ?? null };
  }

  async #takeBlank(id: number): Promise<void> {
    try {
      const mounting = this.#settings?.mounting ?? PLAIN_MOUNTING;
      this.post({ kind: 'blank-field', id, flat: await this.#flatField.take(mounting) });
    } catch (cause) {
      const error = toErrorReport(cause, BLANK_FAILED);
      this.post({ kind: 'blank-field', id, flat: null, error });
    }
  }

  async #readField(modelId: string, classId: string) {
    const active = this.#active.find(({ model }) => model.manifest.id === modelId);
    const pipeline = this.#pipeline;
    if (!active || !pipeline) return null;
    return readField(pipeline, active, classId, this.#loop?.island ?? null);
  }

  #answerMap({ id, view, knownRevision }: Extract<EngineCommand, { kind: 'map' }>): void {
    const tracked = this.#pipeline?.tracked() ?? null;
    const placement = placementOf(tracked);
    const size = this.#frame?.size;
    const field = placement && size && tracked ? { placement, size, island: tracked.island } : null;
    const current = this.#frame ? (tracked?.island ?? this.#loop?.island ?? null) : null;
    const state = this.#desk.state(view?.island ?? null, field, current);
    const picture = view && state.revision !== knownRevision ? this.#desk.picture(view) : null;
    const transfer = picture
      ? [picture.rgba.buffer, picture.probability.buffer, picture.coverage.buffer]
      : [];
    this.post({ kind: 'map', id, state, picture }, transfer);
  }

  #diagnostics(): Promise<Diagnostics> {
    return diagnosticsOf({
      pipeline: this.#pipeline,
      models: this.#models,
      active: this.#active,
      loop: this.#loop,
      settings: this.#settings,
      frame: this.#frame,
      displayedFrames: this.#frames,
      displayedFramesPerSecond: this.#shown.perSecond(),
      droppedFrames: this.#intake.dropped,
      latency: this.#latency,
      stages: this.#stages,
      errors: this.#errors,
    });
  }
}
