import { ReticleError, toErrorReport } from '../../domain/errors';
import type { ReplayFrame } from '../../domain/replay';
import type { EngineClient, SnapshotResult } from '../../engine/port';
import { snapshotFileName } from '../../export/file-name';
import { t } from '../i18n/i18n';
import { currentObjective } from '../state/selectors';
import type { AppStore } from '../state/store';
import { snapshotCaption } from './snapshot-caption';
import { sourceLabel, subjectOf } from './source-name';

export interface FieldPicturesOptions {
  readonly client: () => EngineClient | null;
  readonly saveFile: (blob: Blob, name: string) => void;
}

/** Pictures of the live field: taken with a caption, and saved as files named after what they show. */
export class FieldPictures {
  constructor(
    private readonly store: AppStore,
    private readonly options: FieldPicturesOptions,
  ) {}

  /** The field as it is now. @throws ReticleError 'snapshot-failed' */
  async take(): Promise<SnapshotResult> {
    const { state } = this.store;
    const client = this.options.client();
    if (!client) throw new ReticleError('snapshot-failed', t('snapshot.failed'), t('status.starting.hint'));
    return client.snapshot(snapshotCaption(state, sourceLabel(state), new Date(), t));
  }

  /** Text below a picture of a recorded frame. */
  captionOf({ capturedAt, umPerPx }: ReplayFrame): readonly string[] {
    const { state } = this.store;
    const scale =
      umPerPx === null
        ? t('snapshot.caption.uncalibrated')
        : t('replay.captionScale', { umPerPx: umPerPx.toFixed(4) });
    const caption = snapshotCaption(state, sourceLabel(state), new Date(capturedAt), t, scale);
    return [...caption, t('replay.captionReplay')];
  }

  /** Saves what is on screen as a PNG file, without a case. */
  async saveNow(): Promise<void> {
    try {
      this.save(await this.take());
    } catch (cause) {
      this.store.page.notify({
        tone: 'error',
        report: toErrorReport(cause, {
          code: 'snapshot-failed',
          message: t('snapshot.failed'),
          remedy: t('notices.retry'),
        }),
        ways: [],
        topic: 'snapshot',
      });
    }
  }

  /** Saves a picture with its overlay as a file, and shows it small for a while. */
  save({ parts, capturedAt, width, height }: SnapshotResult): void {
    const { store } = this;
    const fileName = this.fileName(capturedAt);
    this.options.saveFile(parts.overlay, fileName);
    const saved = { id: store.nextId(), blob: parts.overlay, fileName, width, height };
    store.patch({ snapshots: [...store.state.snapshots, saved].slice(-3) });
  }

  /** Takes the small picture of a saved one off the page. */
  forget(id: number): void {
    this.store.patch({ snapshots: this.store.state.snapshots.filter((snapshot) => snapshot.id !== id) });
  }

  /** Name of a file of the live field. @param ending with its dot; left out: that of a PNG */
  fileName(capturedAt: number, ending?: string): string {
    const { state } = this.store;
    return snapshotFileName({
      capturedAt,
      objective: currentObjective(state),
      label: subjectOf(state),
      ...(ending !== undefined && { ending }),
    });
  }
}
