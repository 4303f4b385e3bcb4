import { type ErrorReport, ReticleError, toErrorReport } from '../domain/errors';
import type { SnapshotResult } from './answers';
import { CAPTURE_FAILED, type CaptureMoment, captureField } from './capture-field';
import type { CaptureEncoder } from './encode-client';
import { captureRecorded, type ReplayMoment } from './replay/recorded-field';
import type { ReplayRecorder } from './replay/recorder';

export interface CaptureSource {
  /** The state of the engine with the frame on screen; null before the first frame. */
  live(): CaptureMoment | null;
  /** What recorded frames are captured with; null before there are settings. */
  recorded(): ReplayMoment | null;
}

/** Takes snapshots, of the frame on screen and of recorded ones. */
export class CaptureService {
  constructor(
    private readonly source: CaptureSource,
    private readonly replay: Pick<ReplayRecorder, 'find'>,
    private readonly note: (error: ErrorReport) => void,
    private readonly encoder: CaptureEncoder,
  ) {}

  /**
   * The frame on screen. Call where picture and place are of one frame.
   * @throws ReticleError 'snapshot-failed'
   */
  live(caption: readonly string[]): Promise<SnapshotResult> {
    return this.#take(() => {
      const moment = this.source.live();
      if (!moment)
        throw new ReticleError('snapshot-failed', 'There is no frame to save yet.', 'Choose a source first.');
      return this.encoder.withRoom(moment.frame.size, () => captureField(moment, caption, this.encoder));
    });
  }

  /**
   * Frame `frame` of the replay buffer.
   * @throws ReticleError 'snapshot-failed'
   */
  recorded(frame: number, caption: readonly string[]): Promise<SnapshotResult> {
    return this.#take(() => {
      const found = this.replay.find(frame);
      const moment = this.source.recorded();
      if (!found || !moment)
        throw new ReticleError(
          'snapshot-failed',
          'This frame is no longer in the replay buffer.',
          'Close the replay, open it again and choose another frame.',
        );
      return this.encoder.withRoom(found, () => captureRecorded(found, moment, caption, this.encoder));
    });
  }

  async #take(take: () => Promise<SnapshotResult>): Promise<SnapshotResult> {
    try {
      return await take();
    } catch (cause) {
      const error = toErrorReport(cause, CAPTURE_FAILED);
      this.note(error);
      throw new ReticleError(error.code, error.message, error.remedy, { cause });
    }
  }
}
