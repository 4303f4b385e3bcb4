import { type ErrorReport, toErrorReport } from '../domain/errors';
import type { IslandJoin, ObjectiveChange } from '../domain/tracking';
import type { EngineParts } from './engine-parts';
import type { FieldPipeline } from './field-pipeline';
import { ARRIVAL_MS } from './inference/arrivals';

/** Time that the report of a lost device may take to arrive, ms. */
const LOSS_GRACE_MS = 500;

/** What the parts of the engine do together when one of them notices something. */
export class Reactions {
  constructor(private readonly parts: EngineParts) {}

  /** Two islands are one: what is known of them moves together. */
  islandsJoined(join: IslandJoin): void {
    const { map, replay, ports, inference, display } = this.parts;
    map.join(join);
    replay.joined(join);
    ports.emit({ kind: 'island-joined', join });
    inference.joined(join);
    display.request();
  }

  /** The image says that um/px is not what is set. */
  objectiveChanged({ ratio, certain, island }: ObjectiveChange): void {
    const { state, map, replay, inference, ports } = this.parts;
    // The content of that island was placed by a wrong um/px, and so was what is in flight.
    state.epoch.raise();
    map.atlas.forget(island);
    replay.forgetPlaces();
    inference.reload();
    ports.emit({ kind: 'objective-changed', ratio, certain, attachment: state.attachment });
  }

  /** All that lives on the graphics device is void. */
  deviceLost(): void {
    const { state, inference, replay } = this.parts;
    state.epoch.raise();
    inference.close();
    replay.forgetPlaces();
  }

  /** There is something to draw with again: the newest frame comes back at once, the models after it. */
  async deviceBack(): Promise<void> {
    const { frames, display } = this.parts;
    this.parts.resize();
    await frames.again();
    display.request();
    await this.loadModels();
  }

  async loadModels(): Promise<void> {
    const { recovery, ports, inference, start } = this.parts;
    const { pipeline } = recovery;
    if (!pipeline || !start) return;
    await inference.load(ports.openModels(recovery.gpu, start.options), pipeline, start.models);
  }

  /** Draws now, and once more when all has come in, should no frame come meanwhile. */
  cellsArrived(): void {
    const { display, frames, ports } = this.parts;
    display.request();
    const before = frames.frames;
    void ports.clock.wait(ARRIVAL_MS + 20).then(() => {
      if (before === frames.frames) display.request();
    });
  }

  /** A field that stays was looked at again: its place may be another one. */
  lookedAgain(): void {
    const { recovery, state, tracking, display, inference } = this.parts;
    const { frame } = state;
    if (!recovery.pipeline || !frame) return;
    tracking.take(recovery.pipeline.takeTrackingEvents(), frame.umPerPx);
    this.parts.tellPlacement();
    display.request();
    inference.wake(true);
  }

  /** A lost device fails here before its loss is reported; recovery then speaks for itself. */
  async inferenceFailed(error: ErrorReport, pipeline: FieldPipeline): Promise<void> {
    const { ports, recovery } = this.parts;
    await ports.clock.wait(LOSS_GRACE_MS);
    if (pipeline === recovery.pipeline) this.report(error);
  }

  /** A frame could not be taken in or drawn. */
  frameFailed(cause: unknown, message: string): void {
    if (this.parts.recovery.recovering) return;
    this.parts.errors.note(
      toErrorReport(cause, {
        code: 'frame-failed',
        message,
        remedy: 'Reticle goes on with the next frame; if this stays, choose the source again.',
      }),
    );
  }

  /** Notes an error and shows it to the user. */
  report(error: ErrorReport): void {
    this.parts.errors.note(error);
    this.parts.ports.emit({ kind: 'error', error, fatal: false });
  }
}
