import type { Annotation } from '../../domain/annotation';
import type { Snapshot } from '../../domain/case';
import { ReticleError, toErrorReport } from '../../domain/errors';
import type { SnapshotResult } from '../../engine/port';
import { t } from '../i18n/i18n';
import type { PresentSlide } from '../state/capture-view';
import type { AppStore } from '../state/store';
import { CAPTURE_FALLBACK, tellOfFailure } from './case-reader';
import type { CaseSession } from './case-session';
import { type UnsavedCapture, UnsavedCaptures } from './unsaved-captures';

/** Where a capture belongs: told at the key press, whatever is opened until its picture is ready. */
export interface Filing {
  readonly slide: PresentSlide;
  readonly caseId: Promise<string>;
  /** What is drawn on the field of a snapshot. */
  readonly annotations: (facts: SnapshotResult['facts']) => readonly Annotation[];
}

export interface CaptureSessionOptions {
  /** Freezes the field; rejects with a ReticleError. */
  readonly snapshot: () => Promise<SnapshotResult>;
  /** Case, slide and annotations of this moment. */
  readonly file: () => Filing;
  /** The slide's record is made if there is none. */
  readonly storeSlide: (slide: PresentSlide, caseId: string) => Promise<void>;
  /** Saves captures as files with all that belongs to them. Rejects where one is not written. */
  readonly saveArchives: (captures: readonly UnsavedCapture[]) => Promise<void>;
  readonly unsavedBudget?: number;
}

/** Captures the field into the case and the slide of the moment when the key was pressed. */
export class CaptureSession {
  readonly #unsaved: UnsavedCaptures;
  /** Captures are stored one after the other, so that their numbers follow the key presses. */
  #storing: Promise<unknown> = Promise.resolve();

  /** The case of captures that come while none can be made. */
  readonly #fallbackCase = crypto.randomUUID();

  constructor(
    private readonly app: AppStore,
    private readonly cases: Pick<CaseSession, 'store'>,
    private readonly options: CaptureSessionOptions,
  ) {
    this.#unsaved = new UnsavedCaptures(options.unsavedBudget);
  }

  /**
   * Freezes the field, or takes what `take` gives, and stores it. Resolves with the snapshot when it is on the
   * disk, null on failure, which is shown to the user.
   */
  async capture(take: () => Promise<SnapshotResult> = this.options.snapshot): Promise<Snapshot | null> {
    if (this.#unsaved.full) {
      this.app.page.notify({
        tone: 'error',
        report: {
          message: t('capture.unsavedFull', { count: this.#unsaved.all.length }),
          remedy: t('capture.unsavedFullRemedy'),
        },
        ways: ['save-picture', 'store-again'],
        topic: 'unsaved',
      });
      return null;
    }
    const filing = this.options.file();
    // Told where it is awaited.
    filing.caseId.catch(() => {});
    this.#count(1);
    try {
      const result = await take();
      return await this.#keep(result, filing);
    } catch (cause) {
      tellOfFailure(this.app, cause, 'snapshot');
      return null;
    } finally {
      this.#count(-1);
    }
  }

  /** Tries once more to store what could not be, each in its own case and slide. */
  async storeUnsaved(): Promise<void> {
    for (const waiting of this.#unsaved.all) {
      if (!(await this.#store(waiting))) return;
      this.#unsaved.drop([waiting]);
      this.#tellUnsaved();
    }
    this.app.page.dismissTopic('unsaved');
  }

  /** Saves them as archives, from which an import restores all of them; they are kept until that has worked. */
  async saveUnsaved(): Promise<void> {
    const waiting = this.#unsaved.all;
    if (waiting.length === 0) return;
    try {
      await this.options.saveArchives(waiting);
      this.#unsaved.drop(waiting);
      this.#tellUnsaved();
    } catch (cause) {
      this.#tellNotStored(cause);
    }
  }

  async #keep(result: SnapshotResult, { slide, caseId, annotations }: Filing): Promise<Snapshot | null> {
    const { slide: seen, ...facts } = result.facts;
    if (seen && seen.id !== slide.id)
      throw new ReticleError('snapshot-failed', t('capture.otherSlide'), t('capture.otherSlideRemedy'));
    const snapshot: Snapshot = {
      ...facts,
      schema: 1,
      id: crypto.randomUUID(),
      caseId: await caseId.catch(() => this.#fallbackCase),
      slideId: slide.id,
      number: 1,
      annotations: [...annotations(result.facts)],
      notes: '',
    };
    const capture = {
      stored: { snapshot, parts: result.parts },
      thumbnail: result.thumbnail,
      slide,
    };
    const stored = await this.#store(capture);
    if (stored) return stored;
    this.#unsaved.add(capture);
    this.#tellUnsaved();
    return null;
  }

  /** Null where it could not be stored, which was told. */
  #store({ stored, thumbnail, slide }: UnsavedCapture): Promise<Snapshot | null> {
    const storing = this.#storing.then(async () => {
      try {
        const store = await this.cases.store();
        await this.options.storeSlide(slide, stored.snapshot.caseId);
        const snapshot = await store.add(stored, thumbnail);
        const capture = this.app.slice('capture');
        const caseId = capture.state.caseId ?? snapshot.caseId;
        capture.patch({ phase: 'ready', acknowledged: snapshot, caseId });
        return snapshot;
      } catch (cause) {
        this.#tellNotStored(cause);
        return null;
      }
    });
    this.#storing = storing;
    return storing;
  }

  #tellNotStored(cause: unknown): void {
    this.app.page.notify({
      tone: 'error',
      report: toErrorReport(cause, { ...CAPTURE_FALLBACK, code: 'storage-unavailable' }),
      ways: ['save-picture', 'store-again'],
      topic: 'unsaved',
    });
  }

  #tellUnsaved(): void {
    this.app.slice('capture').patch({ unsaved: this.#unsaved.all.length });
  }

  #count(step: number): void {
    const capture = this.app.slice('capture');
    capture.patch({ storing: capture.state.storing + step });
  }
}
