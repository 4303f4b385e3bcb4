import type { ErrorReport } from '../../domain/errors';
import type { GainGrid } from '../../domain/flat-field';
import type { Frame, Mounting } from '../../domain/frame';
import { REPLAY_MS, type ReplayFrame } from '../../domain/replay';
import type { SlideName } from '../../domain/slide';
import { type IslandJoin, onIsland, type TrackedField } from '../../domain/tracking';
import type { Calibration } from '../port';
import type { FrameFacts } from '../provenance';
import type { RecordAnswer, RecordRequest } from './record-messages';
import { type Recorded, type RecordingCost, ReplayRing, recordingGap } from './ring';

/** Memory for recorded frames, bytes. */
const MAX_BYTES = 96 * 2 ** 20;
/** Failures in a row after which recording rests until the source or the setting changes. */
const GIVE_UP_AFTER = 3;

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

export type RecorderWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/**
 * The last ten seconds of frames, compressed on a thread of their own. One frame at a time is under way; those
 * that come meanwhile are not recorded, so that the display never waits. While the page looks back
 * ({@link hold}) nothing is recorded and nothing is let go.
 */
export class ReplayRecorder {
  readonly #ring = new ReplayRing<RecordedFrame>(REPLAY_MS, MAX_BYTES);
  #worker: RecorderWorker | null = null;
  #underWay: { readonly id: number; done(answer: RecordAnswer): void } | null = null;
  #held = false;
  #next = 1;
  #nextAt = 0;
  #generation = 0;
  #failures = 0;
  #failure: ErrorReport | null = null;
  #cost: RecordingCost | null = null;
  /** Since tracking began: a place is read long after it was recorded. */
  #joins: IslandJoin[] = [];

  constructor(private readonly startWorker: () => RecorderWorker = startRecorderWorker) {}

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
    const now = performance.now();
    if (this.#held || this.#underWay || now < this.#nextAt || this.#failures >= GIVE_UP_AFTER) return;
    const id = this.#next++;
    const generation = this.#generation;
    const where = place().catch(() => null);
    const answered = new Promise<RecordAnswer>((resolve) => {
      this.#underWay = { id, done: resolve };
    });
    void Promise.all([answered, where]).then(([answer, tracked]) => {
      this.#underWay = null;
      if ('error' in answer) {
        this.#failures++;
        this.#failure = answer.error;
        return;
      }
      this.#failures = 0;
      this.#failure = null;
      this.#cost = { ms: answer.ms, bytes: answer.picture.size };
      this.#nextAt = now + recordingGap(this.#cost, REPLAY_MS, MAX_BYTES);
      if (generation !== this.#generation || this.#held) return;
      const { picture, width, height } = answer;
      const { capturedAt } = frame;
      const { umPerPx } = moment.facts;
      this.#ring.push({
        ...{ ...moment, id, capturedAt, picture, width, height, umPerPx, tracked },
        bytes: picture.size,
      });
    });
    const image = frame.image.clone();
    const request: RecordRequest = { id, image, mounting, flatField };
    try {
      this.#worker ??= this.#start();
      this.#worker.postMessage(request, [image]);
    } catch (cause) {
      image.close();
      this.#crashed(String(cause));
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

  /** Tracking began anew, or um/px was wrong: the pictures stay, without a place. */
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
  }

  #start(): RecorderWorker {
    const worker = this.startWorker();
    worker.onmessage = ({ data }: MessageEvent<RecordAnswer>) => {
      if (data.id === this.#underWay?.id) this.#underWay.done(data);
    };
    worker.onerror = (event) => this.#crashed(event.message);
    return worker;
  }

  /** The next frame starts another worker. */
  #crashed(reason: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#underWay?.done({
      id: this.#underWay.id,
      error: {
        code: 'replay-failed',
        message: `The replay buffer stopped (${reason || 'no reason given'}).`,
        remedy: 'It starts again by itself. If this stays, close other tabs to free memory.',
      },
    });
  }
}

function startRecorderWorker(): RecorderWorker {
  return new Worker(new URL('./record-worker.ts', import.meta.url), {
    type: 'module',
    name: 'replay recorder',
  });
}
