import type { Snapshot } from '../../domain/case';
import { toErrorReport } from '../../domain/errors';
import type { ReplayFrame } from '../../domain/replay';
import type { EngineClient, SnapshotResult } from '../../engine/port';
import type { Clip, ClipFrame } from '../../export/clip';
import { t } from '../i18n/i18n';
import type { Slice } from '../state/store';
import { CLOSED_REPLAY, type ReplayState } from './replay-state';

export interface ReplaySessionOptions {
  readonly client: () => EngineClient | null;
  readonly captionOf: (frame: ReplayFrame) => readonly string[];
  /** Stores what `take` gives, as any snapshot; null where that failed, which it has told. */
  readonly keep: (take: () => Promise<SnapshotResult>) => Promise<Snapshot | null>;
  readonly writeClip: (
    frames: readonly ClipFrame[],
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ) => Promise<Clip>;
  /** Hands the clip to the browser's downloads; gives the file's name. */
  readonly saveClip: (clip: Clip, capturedAt: number) => string;
}

/** Looking back at the last ten seconds, without its looks. */
export class ReplaySession {
  #generation = 0;
  #abort: AbortController | null = null;

  constructor(
    private readonly slice: Slice<ReplayState>,
    private readonly options: ReplaySessionOptions,
  ) {}

  get state(): ReplayState {
    return this.slice.state;
  }

  async open(): Promise<void> {
    if (this.state.phase !== 'closed') return;
    const generation = ++this.#generation;
    this.#patch({ ...CLOSED_REPLAY, phase: 'loading' });
    const replay = (await this.options.client()?.replay()) ?? null;
    if (generation !== this.#generation) return;
    const frames = replay?.frames ?? [];
    const error = replay ? replay.error : { message: t('status.stopped.title'), remedy: t('replay.empty') };
    this.#patch({ phase: 'open', frames, index: Math.max(0, frames.length - 1), error });
  }

  /** A clip being written is given up. */
  close(): void {
    if (this.state.phase === 'closed') return;
    this.#generation++;
    this.#abort?.abort();
    this.#patch(CLOSED_REPLAY);
    this.options.client()?.send({ kind: 'replay-end' });
  }

  show(index: number): void {
    const last = this.state.frames.length - 1;
    this.#patch({ index: Math.max(0, Math.min(last, index)) });
  }

  step(by: number): void {
    this.show(this.state.index + by);
  }

  /** Stores the frame that is shown as a snapshot. */
  async take(): Promise<void> {
    const { frames, index } = this.state;
    const frame = frames[index];
    if (!frame || this.busy) return;
    const generation = this.#generation;
    this.#patch({ work: { kind: 'taking' } });
    const stored = await this.options.keep(async () => {
      const client = this.options.client();
      if (!client) throw new Error(t('status.stopped.title'));
      return client.replaySnapshot(frame.id, this.options.captionOf(frame));
    });
    if (generation !== this.#generation) return;
    this.#patch({ work: stored ? { kind: 'taken', number: stored.number } : { kind: 'not-taken' } });
  }

  /** Writes all frames of the newest one's size to a video file. */
  async saveClip(): Promise<void> {
    const newest = this.state.frames.at(-1);
    if (!newest || this.busy) return;
    const generation = this.#generation;
    const abort = new AbortController();
    this.#abort = abort;
    this.#patch({ work: { kind: 'clipping', share: 0 } });
    const { width, height } = newest;
    const frames = this.state.frames.filter((frame) => frame.width === width && frame.height === height);
    try {
      const progress = (share: number) => {
        if (!abort.signal.aborted) this.#patch({ work: { kind: 'clipping', share } });
      };
      const clip = await this.options.writeClip(frames, progress, abort.signal);
      if (abort.signal.aborted) return;
      const name = this.options.saveClip(clip, newest.capturedAt);
      this.#patch({ work: { kind: 'saved', name } });
    } catch (cause) {
      if (generation !== this.#generation) return;
      if (abort.signal.aborted) this.#patch({ work: { kind: 'idle' } });
      else {
        const fallback = {
          code: 'clip-failed',
          message: t('replay.clipFailed'),
          remedy: t('replay.clipRemedy'),
        } as const;
        this.#patch({ work: { kind: 'failed', report: toErrorReport(cause, fallback) } });
      }
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  get busy(): boolean {
    const { kind } = this.state.work;
    return kind === 'taking' || kind === 'clipping';
  }

  #patch(change: Partial<ReplayState>): void {
    this.slice.patch(change);
  }
}
