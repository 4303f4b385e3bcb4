import type { Clock } from '../domain/clock';
import type { StageName } from '../domain/diagnostics';
import type { ErrorReport } from '../domain/errors';
import { type Frame, frameSize } from '../domain/frame';
import type { SizePx } from '../domain/geometry';
import { Turns } from '../domain/turns';
import type { Display } from './display';
import type { EngineState } from './engine-state';
import type { FieldPipeline, StageClock } from './field-pipeline';
import type { FlatFieldDesk } from './flat-field-desk';
import { FrameIntake } from './frame-intake';
import type { Freshness } from './freshness';
import type { FrameFacts } from './provenance';
import type { ReplayRecorder } from './replay/recorder';
import type { Calibration, EngineSettings } from './settings';
import type { Rate, Timings } from './timings';
import type { TrackingEvents } from './tracking-events';

/** Every so many frames the stages are measured one by one, which waits for the GPU. */
const CLOCKED_EVERY = 10;
/** Pause while there is nothing to take frames in, ms. */
const NOT_READY_MS = 30;

export interface FrameLoopHost {
  readonly state: EngineState;
  readonly clock: Pick<Clock, 'wait'>;
  pipeline(): FieldPipeline | null;
  readonly tracking: TrackingEvents;
  readonly display: Pick<Display, 'show'>;
  readonly flatField: Pick<FlatFieldDesk, 'gainsOf' | 'onFrame'>;
  readonly replay: Pick<ReplayRecorder, 'offer'>;
  readonly stages: Readonly<Record<StageName, Timings>>;
  /** Capture to display. */
  readonly latency: Timings;
  readonly shown: Rate;
  readonly freshness: Freshness;
  /** Size, um/px or objective of the frames is another one. */
  changed(frame: FrameFacts): void;
  /** A frame is on screen and has a place, as far as that is known. */
  placed(): Promise<void>;
  ended(error: ErrorReport): void;
  failed(cause: unknown): void;
}

/** Takes frames in one at a time: mounting, flat field, tracking, display, and what else sees each frame. */
export class FrameLoop {
  readonly #intake: FrameIntake;
  readonly #turns = new Turns();
  /** Copy of the newest frame, for when it must be taken in again and none comes. */
  #kept: Frame | null = null;
  /** The frame being taken in, until it is tracked. */
  #ingesting: Promise<unknown> | null = null;
  #frames = 0;
  /** Counts slides and sources: a frame that has waited for its turn may be of an older one. */
  #generation = 0;

  constructor(private readonly host: FrameLoopHost) {
    this.#intake = new FrameIntake(
      (frame) => this.#inTurn(frame),
      (error) => host.ended(error),
      (cause) => host.failed(cause),
      (flow) => host.freshness.told(flow),
    );
  }

  /** Frames taken in. */
  get frames(): number {
    return this.#frames;
  }

  /** Frames that the source made and nobody asked for in time. */
  get dropped(): number {
    return this.#intake.dropped;
  }

  /** What has come so far is of another slide or source: none of it is taken in any more. */
  forget(): void {
    this.#generation++;
    this.#keep(null);
    this.host.freshness.forget();
    this.#intake.restart();
  }

  /** Another source, or none. */
  attach(port: MessagePort | null): void {
    this.host.freshness.begin();
    this.#intake.attach(port);
  }

  /** Settings or visibility have changed: frames are asked for only where somebody can see them. */
  updatePause(): void {
    const paused = this.host.state.frozen || !this.host.state.visible;
    this.host.freshness.pause(paused);
    this.#intake.pause(paused);
  }

  /** Resolves when picture and place are of one frame: none is between being taken in and being tracked. */
  async tracked(): Promise<void> {
    while (this.#ingesting) await this.#ingesting.catch(() => {});
  }

  /** Takes the newest frame in once more: the device was lost, or the scale is another and no frame follows. */
  async again(): Promise<void> {
    await this.#turns.take(async () => {
      const kept = this.#kept && { ...this.#kept, image: this.#kept.image.clone() };
      if (!kept) return;
      try {
        await this.#ingest(kept, null, true);
      } finally {
        kept.image.close();
      }
    });
  }

  #inTurn(frame: Frame): Promise<void> {
    const generation = this.#generation;
    return this.#turns.take(async () => {
      if (generation === this.#generation) await this.#take(frame);
    });
  }

  async #take(frame: Frame): Promise<void> {
    this.#keep({ ...frame, image: frame.image.clone() });
    if (!this.host.pipeline() || !this.host.state.settings) {
      await this.host.clock.wait(NOT_READY_MS);
      return;
    }
    this.host.stages.capture.add(Math.max(0, now() - frame.capturedAt));
    const clock: StageClock | null =
      this.#frames++ % CLOCKED_EVERY === 0 ? (stage, ms) => this.host.stages[stage].add(ms) : null;
    if (await this.#ingest(frame, clock, false)) {
      this.host.shown.tick();
      this.host.freshness.frame();
      this.host.latency.add(now() - frame.capturedAt);
    }
  }

  /** @returns whether the frame is on screen */
  async #ingest(frame: Frame, clock: StageClock | null, again: boolean): Promise<boolean> {
    const { state, tracking } = this.host;
    const pipeline = this.host.pipeline();
    const { settings } = state;
    if (!pipeline || !settings) return false;
    const { umPerPx, objective, known } = scaleOf(frame, settings);
    const wanted = state.epoch.hold();
    const gains = this.host.flatField.gainsOf(settings);
    const ingesting = pipeline.ingest(frame, settings.mounting, umPerPx, clock, gains, wanted);
    this.#ingesting = ingesting;
    const size = await ingesting.finally(() => {
      this.#ingesting = null;
    });
    if (!size || !wanted()) return false;
    const before = state.frame;
    // What was begun while this frame was being taken in is of the scale before.
    if (before && before.umPerPx !== umPerPx) state.epoch.raise();
    const facts = { size, umPerPx, objective, known, capturedAt: frame.capturedAt };
    state.frame = facts;
    // May find that um/px is wrong, which ends the epoch.
    tracking.take(pipeline.takeTrackingEvents(), umPerPx);
    const current = state.epoch.hold();
    if (settings.replay && !again)
      this.host.replay.offer(
        ...([frame, settings.mounting, gains] as const),
        {
          facts,
          calibration: settings.calibration,
          source: state.sourceLabel,
          slide: state.slide,
          scaleInDoubt: tracking.scaleInDoubt,
        },
        () => pipeline.place(),
      );
    if (!before || !sameFacts(before, facts)) this.host.changed(facts);
    const shown = frameSize(frame.image);
    await this.host.display.show(clock);
    if (!current()) return false;
    if (!again) await this.host.flatField.onFrame(pipeline, shown, settings);
    if (!current()) return false;
    await this.host.placed();
    return current();
  }

  #keep(frame: Frame | null): void {
    this.#kept?.image.close();
    this.#kept = frame;
  }
}

/** um/px and objective of a frame: its source's word, else what is set. */
function scaleOf({ optics, image }: Frame, { calibration: set }: EngineSettings) {
  const calibration = set && holdsFor(set, frameSize(image)) ? set : null;
  return {
    umPerPx: optics?.umPerPx ?? calibration?.umPerPx ?? null,
    objective: optics?.objective ?? calibration?.objective ?? null,
    known: optics !== undefined,
  };
}

/** A camera that gives frames of another size shows the field at another scale, unknown until it is set again. */
const holdsFor = ({ frameSize: size }: Calibration, { width, height }: SizePx) =>
  size === undefined || (size.width === width && size.height === height);

const sameFacts = (a: FrameFacts, b: FrameFacts) =>
  a.size.width === b.size.width &&
  a.size.height === b.size.height &&
  a.umPerPx === b.umPerPx &&
  a.objective === b.objective;

/** Time as frames carry it, ms since the Unix epoch. */
const now = () => performance.timeOrigin + performance.now();
