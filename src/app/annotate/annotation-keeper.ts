import type { CaseHold } from '../../capture/case-hold';
import type { CaseStore } from '../../capture/case-store';
import type { Annotation, DrawnAnnotation } from '../../domain/annotation';
import { ReticleError, toErrorReport } from '../../domain/errors';
import { t } from '../i18n/i18n';
import type { CaptureView, PresentSlide } from '../state/capture-view';
import type { AppStore } from '../state/store';
import type { AnnotationSession } from './annotation-session';
import { KeptAnnotations, placedNow } from './kept-annotations';

export interface AnnotationKeeperPorts {
  readonly openStore: () => Promise<Pick<CaseStore, 'drawn' | 'keepDrawn'>>;
  /** The slide's record in the open case, or in a new one. */
  readonly storeSlide: (slide: PresentSlide) => Promise<{ readonly caseId: string }>;
  /** Another case than the open one, for what is drawn while another page keeps that one. */
  readonly newCase: () => Promise<void>;
  readonly holdCase: (caseId: string) => Promise<CaseHold>;
  /** This page keeps the open case, and nothing is drawn yet: its last slide may be gone on with. */
  readonly caseHeld: () => void;
}

/** Edits of one displayed frame are written together, ms. */
const WRITE_AFTER = 16;
/** After a write that failed it is tried again, ms. */
const RETRY_AFTER = 5000;

/** No list of the editor: whatever it has is still to be written. */
const UNWRITTEN: readonly Annotation[] = [];

/** What was drawn on a slide that was left, and is not on the disk yet. */
interface Left {
  readonly slide: PresentSlide;
  readonly kept: KeptAnnotations | null;
  readonly annotations: readonly Annotation[];
  readonly look: string;
}

/**
 * Keeps what is drawn with its slide: each edit is on the disk a frame later, and comes back with the slide. Only what
 * changed is written. Writes follow one another; none is of two slides. One page keeps a case at a time: in any other,
 * what is drawn begins a case of its own.
 */
export class AnnotationKeeper {
  /** Of the present slide; null: nothing of it was read or written yet. */
  #kept: KeptAnnotations | null = null;
  #hold: { readonly caseId: string; readonly hold: CaseHold } | null = null;
  #left: readonly Left[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #work: Promise<void> = Promise.resolve();
  /** The list as it was last read, or given to be written; the same list is not looked at again. */
  #seen: readonly Annotation[];
  #failed = false;

  constructor(
    private readonly app: AppStore,
    private readonly session: AnnotationSession,
    private readonly ports: AnnotationKeeperPorts,
  ) {
    this.#seen = session.editor.state.annotations;
    session.editor.subscribe(() => this.#later(WRITE_AFTER));
    app.api.subscribe(({ capture }, before) => {
      const { slide, caseId } = before.capture;
      if (slide && capture.slide?.id !== slide.id) this.#leave(slide);
      if (capture.slide !== slide || capture.caseId !== caseId) void this.#queue(() => this.#follow());
    });
  }

  /** Writes what is not on the disk yet. Resolves when it is there, or has failed and was told. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    return this.#queue(() => this.#write());
  }

  /** Takes over annotations that were put into the open case meanwhile (an import). Not undoable. */
  readAgain(caseId: string): Promise<void> {
    return this.#queue(async () => {
      const kept = this.#kept;
      if (kept?.caseId !== caseId) return;
      const stored = await (await this.ports.openStore()).drawn(caseId, kept.slideId);
      if (this.#kept !== kept) return;
      const fresh = stored.filter(({ annotation }) => !kept.has(annotation.id));
      kept.know(fresh);
      this.session.editor.prepend(placedNow(fresh, this.session.look));
      await this.#write();
    });
  }

  /** Another page keeps the open case: nothing is put into it unasked. */
  get isElsewhere(): boolean {
    return this.#hold?.caseId === this.#capture.caseId && !this.#hold.hold.held;
  }

  get #capture(): CaptureView {
    return this.app.state.capture;
  }

  #later(ms: number): void {
    if (this.session.editor.state.annotations === this.#seen && this.#left.length === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#queue(() => this.#write());
    }, ms);
  }

  #queue(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((cause: unknown) => this.#tell(cause));
    return this.#work;
  }

  /** Another slide: what is drawn stays with its own, at once, and is written there. */
  #leave(slide: PresentSlide): void {
    const {
      editor,
      look: { id: look },
    } = this.session;
    const { annotations } = editor.state;
    if (annotations !== this.#seen && (this.#kept || annotations.length > 0))
      this.#left = [...this.#left, { slide, kept: this.#kept, annotations, look }];
    this.#kept = null;
    editor.load([]);
    this.#seen = editor.state.annotations;
  }

  /** Reads what the present slide has, once this page keeps its case. */
  async #follow(): Promise<void> {
    await this.#writeLeft();
    const { caseId } = this.#capture;
    if (!(await this.#isHeld(caseId))) return;
    const { slide } = this.#capture;
    if (!slide || caseId === null || this.#kept?.slideId === slide.id) return;
    if (slide.caseId !== caseId) {
      if (slide.caseId !== null) return;
      if (this.session.editor.state.annotations.length === 0) this.ports.caseHeld();
      else void this.#queue(() => this.#write());
      return;
    }
    const stored = await this.#read(caseId, slide.id);
    // Overtaken: the next turn follows what is there then.
    if (this.#capture.slide?.id !== slide.id) return;
    const kept = new KeptAnnotations(caseId, slide.id);
    kept.know(stored);
    this.#kept = kept;
    // What was drawn before the slide was stored joins it, and can still be undone.
    this.session.editor.prepend(placedNow(stored, this.session.look));
    await this.#write();
  }

  async #isHeld(caseId: string | null): Promise<boolean> {
    if (this.#hold && this.#hold.caseId !== caseId) {
      this.#hold.hold.release();
      this.#hold = null;
      this.app.page.dismissTopic(ELSEWHERE);
    }
    if (caseId === null) return false;
    if (!this.#hold) {
      const hold = await this.ports.holdCase(caseId);
      this.#hold = { caseId, hold };
      if (!hold.held) this.#tellElsewhere(hold);
    }
    const { held } = this.#hold.hold;
    if (held) this.app.page.dismissTopic(ELSEWHERE);
    return held;
  }

  /** Another page keeps the case: its annotations come as soon as that page lets go. */
  #tellElsewhere(hold: CaseHold): void {
    this.app.page.notify({
      tone: 'note',
      report: { message: t('annotate.elsewhere'), remedy: t('annotate.elsewhereRemedy') },
      ways: [],
      topic: ELSEWHERE,
    });
    void hold.whenHeld.then(() => this.#queue(() => this.#follow()));
  }

  /** A case that cannot be read is not kept from other pages, nor from the next try of this one. */
  async #read(caseId: string, slideId: string): Promise<readonly DrawnAnnotation[]> {
    try {
      return await (await this.ports.openStore()).drawn(caseId, slideId);
    } catch (cause) {
      this.#hold?.hold.release();
      this.#hold = null;
      throw cause;
    }
  }

  async #beginCase(): Promise<void> {
    const { caseId } = this.#capture;
    await this.ports.newCase();
    if (this.#capture.caseId === caseId)
      throw new ReticleError('storage-unavailable', t('annotate.elsewhere'), t('annotate.notKeptRemedy'));
  }

  async #write(): Promise<void> {
    await this.#writeLeft();
    const {
      editor,
      look: { id: look },
    } = this.session;
    const { annotations } = editor.state;
    if (annotations === this.#seen) return;
    const kept = this.#kept;
    if (!kept) {
      const { slide } = this.#capture;
      if (annotations.length === 0 || !slide) return;
      if (this.isElsewhere) {
        await this.#beginCase();
        return;
      }
      // Followed by reading what the slide holds, and then by this.
      await this.ports.storeSlide(slide);
      void this.#queue(() => this.#follow());
      return;
    }
    const { slide } = this.#capture;
    // From here on any other list is one to be written, also the one before, by an undo.
    this.#seen = annotations;
    try {
      await this.#store(kept, annotations, look);
    } catch (cause) {
      if (this.#kept !== kept && slide) this.#left = [...this.#left, { slide, kept, annotations, look }];
      else if (this.#seen === annotations) this.#seen = UNWRITTEN;
      throw cause;
    }
    if (this.#failed) this.app.page.dismissTopic(TOPIC);
    this.#failed = false;
  }

  async #writeLeft(): Promise<void> {
    for (const left of this.#left) {
      const { slide, annotations, look } = left;
      const kept = left.kept ?? new KeptAnnotations((await this.ports.storeSlide(slide)).caseId, slide.id);
      await this.#store(kept, annotations, look);
      this.#left = this.#left.filter((each) => each !== left);
    }
  }

  async #store(kept: KeptAnnotations, annotations: readonly Annotation[], look: string): Promise<void> {
    const change = kept.changeTo(annotations, look);
    if (change.put.length + change.remove.length === 0) return;
    await (await this.ports.openStore()).keepDrawn(kept.caseId, change);
    kept.written(change);
  }

  #tell(cause: unknown): void {
    this.#later(RETRY_AFTER);
    if (this.#failed) return;
    this.#failed = true;
    const detail = toErrorReport(cause, {
      code: 'storage-unavailable',
      message: t('annotate.notKept'),
      remedy: t('annotate.notKeptRemedy'),
    });
    const report =
      cause instanceof ReticleError
        ? { message: `${t('annotate.notKept')} ${detail.message}`, remedy: t('annotate.notKeptRemedy') }
        : detail;
    this.app.page.notify({ tone: 'error', report, ways: [], topic: TOPIC });
  }
}

const TOPIC = 'annotations-kept';
const ELSEWHERE = 'annotations-elsewhere';
