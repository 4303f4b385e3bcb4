import { moveShape } from '../../capture/annotations/shape-editing';
import type { CaseHold } from '../../capture/case-hold';
import type { CaseStore, DrawnChange } from '../../capture/case-store';
import {
  type Annotation,
  type DrawnAnnotation,
  FIRST_UNPLACED_ISLAND,
  isPlaced,
} from '../../domain/annotation';
import { ReticleError, toErrorReport } from '../../domain/errors';
import { onIsland } from '../../domain/tracking';
import { t } from '../i18n/i18n';
import type { AppStore } from '../state/store';
import type { AnnotationSession } from './annotation-session';

export interface AnnotationKeeperPorts {
  readonly openStore: () => Promise<Pick<CaseStore, 'drawn' | 'keepDrawn'>>;
  /** The open case, or a new one. */
  readonly openCase: () => Promise<string>;
  /** Another case than the open one, for what is drawn while another page keeps that one. */
  readonly newCase: () => Promise<void>;
  readonly holdCase: (caseId: string) => Promise<CaseHold>;
}

/** Edits of one displayed frame are written together, ms. */
const WRITE_AFTER = 16;
/** After a write that failed it is tried again, ms. */
const RETRY_AFTER = 5000;

/** What of a case lies on the disk. */
interface Kept {
  readonly caseId: string;
  readonly hold: CaseHold;
  readonly annotations: Map<string, Annotation>;
  /** Places in the list; an annotation that undo brings back gets its own again. */
  readonly order: Map<string, number>;
  next: number;
}

/**
 * Keeps what is drawn on the live slide with the open case: each edit is on the disk a frame later, and comes back with
 * its case. Only what changed is written. Writes follow one another; none is of two cases. One page keeps a case at a
 * time: in any other, what is drawn begins a case of its own.
 */
export class AnnotationKeeper {
  #kept: Kept | null = null;
  /** The open case, while another page keeps its annotations. */
  #elsewhere: { readonly caseId: string; readonly hold: CaseHold } | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #work: Promise<void> = Promise.resolve();
  /** The list as it was last read or written; the same list needs no look. */
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
      if (capture.caseId !== before.capture.caseId) void this.#queue(() => this.#follow());
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
      const stored = await (await this.ports.openStore()).drawn(caseId);
      const fresh = stored.filter(({ annotation }) => !kept.annotations.has(annotation.id));
      this.#know(kept, fresh);
      this.session.editor.prepend(placedNow(fresh, this.session));
      await this.#write();
    });
  }

  #later(ms: number): void {
    if (this.session.editor.state.annotations === this.#seen) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#queue(() => this.#write());
    }, ms);
  }

  #queue(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((cause: unknown) => this.#tell(cause));
    return this.#work;
  }

  /** Another case was opened: what is drawn stays with its own case, and that of the new one comes. */
  async #follow(): Promise<void> {
    const { caseId } = this.app.state.capture;
    const { editor } = this.session;
    if (this.#kept) {
      if (caseId === this.#kept.caseId) return;
      while (editor.state.annotations !== this.#seen) await this.#write();
      this.#kept.hold.release();
      this.#kept = null;
      editor.load([]);
      this.#seen = editor.state.annotations;
    }
    if (this.#elsewhere?.caseId !== caseId) this.#stopWaiting();
    if (caseId === null) return;
    const hold = this.#elsewhere?.hold ?? (await this.ports.holdCase(caseId));
    if (!hold.held) {
      if (!this.#elsewhere) this.#wait(caseId, hold);
      return;
    }
    this.#elsewhere = null;
    this.app.dismissTopic(ELSEWHERE);
    const stored = await this.#readAs(hold, caseId);
    if (this.app.state.capture.caseId !== caseId) {
      hold.release();
      return;
    }
    const kept: Kept = { caseId, hold, annotations: new Map(), order: new Map(), next: 0 };
    this.#know(kept, stored);
    this.#kept = kept;
    // What was drawn before the case was open joins it, and can still be undone.
    editor.prepend(placedNow(stored, this.session));
    await this.#write();
  }

  /** A case that cannot be read is not kept from other pages, nor from the next try of this one. */
  async #readAs(hold: CaseHold, caseId: string): Promise<readonly DrawnAnnotation[]> {
    try {
      return await (await this.ports.openStore()).drawn(caseId);
    } catch (cause) {
      hold.release();
      throw cause;
    }
  }

  #know(kept: Kept, stored: readonly DrawnAnnotation[]): void {
    for (const { annotation, order } of stored) {
      kept.annotations.set(annotation.id, annotation);
      kept.order.set(annotation.id, order);
      kept.next = Math.max(kept.next, order + 1);
    }
  }

  /** Another page keeps the case: its annotations come as soon as that page lets go. */
  #wait(caseId: string, hold: CaseHold): void {
    this.#elsewhere = { caseId, hold };
    this.app.notify({
      tone: 'note',
      report: { message: t('annotate.elsewhere'), remedy: t('annotate.elsewhereRemedy') },
      ways: [],
      topic: ELSEWHERE,
    });
    void hold.whenHeld.then(() => this.#queue(() => this.#follow()));
  }

  async #beginCase(): Promise<void> {
    const { caseId } = this.app.state.capture;
    await this.ports.newCase();
    if (this.app.state.capture.caseId === caseId)
      throw new ReticleError('storage-unavailable', t('annotate.elsewhere'), t('annotate.notKeptRemedy'));
  }

  #stopWaiting(): void {
    this.#elsewhere?.hold.release();
    this.#elsewhere = null;
    this.app.dismissTopic(ELSEWHERE);
  }

  async #write(): Promise<void> {
    const { editor, look } = this.session;
    const { annotations } = editor.state;
    if (annotations === this.#seen) return;
    if (!this.#kept) {
      if (annotations.length === 0) return;
      if (this.#elsewhere?.caseId === this.app.state.capture.caseId) await this.#beginCase();
      // Its opening is followed by reading what the case holds, and then by this.
      await this.ports.openCase();
      void this.#queue(() => this.#follow());
      return;
    }
    const kept = this.#kept;
    const change = changeOf(kept, annotations, look);
    if (change.put.length + change.remove.length > 0)
      await (await this.ports.openStore()).keepDrawn(kept.caseId, change);
    for (const { annotation } of change.put) kept.annotations.set(annotation.id, annotation);
    for (const id of change.remove) kept.annotations.delete(id);
    this.#seen = annotations;
    if (this.#failed) this.app.dismissTopic(TOPIC);
    this.#failed = false;
    if (this.app.state.capture.caseId !== kept.caseId) void this.#queue(() => this.#follow());
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
    this.app.notify({ tone: 'error', report, ways: [], topic: TOPIC });
  }
}

const TOPIC = 'annotations-kept';
const ELSEWHERE = 'annotations-elsewhere';

/** Annotations never change, so one that is the same object is the same. */
function changeOf(kept: Kept, annotations: readonly Annotation[], look: string): DrawnChange {
  const put: DrawnAnnotation[] = [];
  const present = new Set<string>();
  for (const annotation of annotations) {
    present.add(annotation.id);
    if (kept.annotations.get(annotation.id) === annotation) continue;
    const order = kept.order.get(annotation.id) ?? kept.next++;
    kept.order.set(annotation.id, order);
    put.push({ schema: 1, annotation, order, look });
  }
  const remove = [...kept.annotations.keys()].filter((id) => !present.has(id));
  return { put, remove };
}

/** Annotations of this look on their present islands; those of each island of earlier looks together, without a place. */
function placedNow(
  stored: readonly DrawnAnnotation[],
  { look: present, joins }: Pick<AnnotationSession, 'look' | 'joins'>,
): readonly Annotation[] {
  let next = FIRST_UNPLACED_ISLAND;
  for (const { annotation } of stored) next = Math.max(next, annotation.island + 1);
  const apart = new Map<string, number>();
  return stored.map(({ annotation, look }) => {
    if (!isPlaced(annotation)) return annotation;
    if (look !== present) {
      const key = `${look} ${annotation.island}`;
      const island = apart.get(key) ?? next++;
      apart.set(key, island);
      return { ...annotation, island };
    }
    // Told while another case was open; those it was told of before lie on no island of these names any more.
    const { centre, island } = onIsland({ centre: { x: 0, y: 0 }, island: annotation.island }, joins);
    return island === annotation.island
      ? annotation
      : { ...annotation, island, shape: moveShape(annotation.shape, centre.x, centre.y) };
  });
}
