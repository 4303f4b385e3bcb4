import { type ErrorReport, ReticleError, toErrorReport } from '../domain/errors';
import { CAPTURE_FAILED, type CaptureMoment, captureField } from './capture-field';
import { PictureEncoder } from './encode-client';
import type { EngineEvent, SnapshotResult } from './port';
import { captureRecorded, type ReplayMoment } from './replay/recorded-field';
import type { ReplayRecorder } from './replay/recorder';

type SnapshotAnswer = Extract<EngineEvent, { kind: 'snapshot' }>;

export interface CaptureSource {
  /** The state of the engine with the frame on screen; null before the first frame. */
  live(): CaptureMoment | null;
  /** What recorded frames are captured with; null before there are settings. */
  recorded(): ReplayMoment | null;
}

/** Takes snapshots, of the frame on screen and of recorded ones. */
export class CaptureDesk {
  readonly #encoder = new PictureEncoder();

  constructor(
    private readonly source: CaptureSource,
    private readonly replay: ReplayRecorder,
    private readonly note: (error: ErrorReport) => void,
  ) {}

  /** The frame on screen. Call where picture and place are of one frame. */
  live(id: number, caption: readonly string[]): Promise<SnapshotAnswer> {
    return this.#answer(id, () => {
      const moment = this.source.live();
      if (!moment)
        throw new ReticleError('snapshot-failed', 'There is no frame to save yet.', 'Choose a source first.');
      return this.#encoder.withRoom(moment.frame.size, () => captureField(moment, caption, this.#encoder));
    });
  }

  /** Frame `frame` of the replay buffer. */
  recorded(id: number, frame: number, caption: readonly string[]): Promise<SnapshotAnswer> {
    return this.#answer(id, () => {
      const found = this.replay.find(frame);
      const moment = this.source.recorded();
      if (!found || !moment)
        throw new ReticleError(
          'snapshot-failed',
          'This frame is no longer in the replay buffer.',
          'Close the replay, open it again and choose another frame.',
        );
      return this.#encoder.withRoom(found, () => captureRecorded(found, moment, caption, this.#encoder));
    });
  }

  async #answer(id: number, take: () => Promise<SnapshotResult>): Promise<SnapshotAnswer> {
    try {
      return { kind: 'snapshot', id, result: await take() };
    } catch (cause) {
      const error = toErrorReport(cause, CAPTURE_FAILED);
      this.note(error);
      return { kind: 'snapshot', id, result: null, error };
    }
  }
}
