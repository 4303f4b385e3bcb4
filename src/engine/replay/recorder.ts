import { type Clock, wallClock } from '../../domain/clock';
import { type ErrorReport, ReticleError, toErrorReport } from '../../domain/errors';
import type { GainGrid } from '../../domain/flat-field';
import type { Frame, Mounting } from '../../domain/frame';
import { REPLAY_MS, type ReplayFrame } from '../../domain/replay';
import type { SlideName } from '../../domain/slide';
import { type IslandJoin, onIsland, type TrackedField } from '../../domain/tracking';
import { connect, type Remote } from '../../rpc/connect';
import type { Endpoint } from '../../rpc/messages';
import type { Calibration } from '../port';
import type { FrameFacts } from '../provenance';
import type { RecordCalls } from './record-calls';
import { type Recorded, type RecordingCost, ReplayRing, recordingGap } from './ring';

/** Memory for recorded frames, bytes. */
const MAX_BYTES = 96 * 2 ** 20;
/** Failures in a row after which recording rests until the source or the setting changes. */
const GIVE_UP_AFTER = 3;
/** A frame takes some 20 ms; a worker that takes this long, ms, hangs and is replaced. */
const DEADLINE_MS = 10_000;

/** What was true of a frame when it was recorded. */
export interface RecordedMoment {
  readonly facts: FrameFacts;
  readonly calibration: Calibration | null;
  readonly source: string;
  readonly slide: SlideName | null;
  /** The image contradicted um/px. */
  readonly scaleInDoubt: boolean;
}

export interface RecordedFrame extends Recorded, ReplayFrame, RecordedMoment {
  /** Null without um/px, or once its place means nothing any more. */
  readonly tracked: TrackedField | null;
}

/**
 * The last ten seconds of frames, compressed on a thread of their own. One frame at a time is under way; those
 * that come meanwhile are not recorded, so that the display never waits. While the page looks back
 * ({@link hold}) nothing is recorded and nothing is let go.
 */
export class ReplayRecorder {
  readonly #ring = new ReplayRing<RecordedFrame>(REPLAY_MS, MAX_BYTES);
  #remote: Remote<RecordCalls, object> | null = null;
  #underWay = false;
  #held = false;
  #next = 1;
  #nextAt = 0;
  #generation = 0;
  #failures = 0;
  #failure: ErrorReport | null = null;
  #cost: RecordingCost | null = null;
  /** Since tracking began: a place is read long after it was recorded. */
  #joins: IslandJoin[] = [];

  constructor(
    private readonly startWorker: () => Endpoint = startRecordWorker,
    private readonly clock: Clock = wallClock,
  ) {}

  /**
   * Records a frame if it is time for one. The frame stays the caller's.
   * @param place where this very frame lies; asked only if it is recorded, before this returns
   */
  offer(
    frame: Frame,
    mounting: Mounting,
    flatField: GainGrid | null,
    moment: RecordedMoment,
    place: () => Promise<TrackedField | null>,
  ): void {
    const now = this.clock.now();
    if (this.#held || this.#underWay || now < this.#nextAt || this.#failures >= GIVE_UP_AFTER) return;
    const generation = this.#generation;
    this.#underWay = true;
    void this.#record(frame, mounting, flatField, place)
      .then(
        ({ recorded, tracked }) => {
          const { picture, width, height, ms } = recorded;
          this.#failures = 0;
          this.#failure = null;
          this.#cost = { ms, bytes: picture.size };
          this.#nextAt = now + recordingGap(this.#cost, REPLAY_MS, MAX_BYTES);
          if (generation !== this.#generation || this.#held) return;
          const { capturedAt } = frame;
          const { umPerPx } = moment.facts;
          const id = this.#next++;
          this.#ring.push({
            ...{ ...moment, id, capturedAt, picture, width, height, umPerPx, tracked },
            bytes: picture.size,
          });
        },
        (cause: unknown) => {
          // A failure with another source does not concern this one.
          if (generation === this.#generation) this.#failed(cause);
        },
      )
      .finally(() => {
        this.#underWay = false;
      });
  }

  /** The frame is copied and its place asked for before this first waits. */
  async #record(
    frame: Frame,
    mounting: Mounting,
    flatField: GainGrid | null,
    place: () => Promise<TrackedField | null>,
  ) {
    if (!this.#remote || this.#remote.dead)
      this.#remote = connect<RecordCalls>(this.startWorker(), { name: 'replay buffer', clock: this.clock });
    const remote = this.#remote;
    const where = place().catch(() => null);
    const image = frame.image.clone();
    try {
      const request = { image, mounting, flatField };
      const recording = remote.call('record', request, { transfer: [image], deadlineMs: DEADLINE_MS });
      const [recorded, tracked] = await Promise.all([recording, where]);
      return { recorded, tracked };
    } catch (cause) {
      // Left here where it could not be sent; elsewhere it has been given away.
      image.close();
      if (cause instanceof ReticleError && cause.code === 'worker-silent') remote.close();
      throw cause;
    }
  }

  /** All that is recorded, oldest first; kept as it is until {@link release}. */
  hold(): { readonly frames: readonly ReplayFrame[]; readonly error: ErrorReport | null } {
    this.#held = true;
    const frames = this.#ring.entries.map(({ id, capturedAt, picture, width, height, umPerPx }) => ({
      ...{ id, capturedAt, picture, width, height, umPerPx },
    }));
    return { frames, error: this.#failure };
  }

  release(): void {
    this.#held = false;
  }

  /** With its place on the islands as they are now; null when it is not there any more. */
  find(id: number): RecordedFrame | null {
    const found = this.#ring.find(id);
    if (!found?.tracked) return found;
    const { tracked } = found;
    return { ...found, tracked: { ...tracked, ...onIsland(tracked, this.#joins) } };
  }

  joined(join: IslandJoin): void {
    this.#joins.push(join);
  }

  /** Tracking started over, or um/px was wrong: the pictures stay, without a place. */
  forgetPlaces(): void {
    this.#generation++;
    this.#joins = [];
    const entries = [...this.#ring.entries];
    this.#ring.clear();
    for (const entry of entries) this.#ring.push({ ...entry, tracked: null, scaleInDoubt: true });
  }

  /** Another source, or recording was switched off. */
  clear(): void {
    this.#generation++;
    this.#ring.clear();
    this.#joins = [];
    this.#failures = 0;
    this.#failure = null;
    this.#cost = null;
    this.#nextAt = 0;
  }

  #failed(cause: unknown): void {
    const reason = toErrorReport(cause, {
      code: 'replay-failed',
      message: 'The replay buffer could not take a frame.',
      remedy: 'Close other tabs to free memory, or switch the replay buffer off.',
    });
    this.#failures++;
    this.#failure =
      reason.code === 'replay-failed'
        ? reason
        : {
            code: 'replay-failed',
            message: reason.message,
            remedy: 'It starts again by itself. If this stays, close other tabs to free memory.',
          };
  }
}

function startRecordWorker(): Worker {
  return new Worker(new URL('./record-worker.ts', import.meta.url), {
    type: 'module',
    name: 'replay recorder',
  });
}
