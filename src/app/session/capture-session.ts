import type { CaseFields, CaseStore, SnapshotFields } from '../../capture/case-store';
import { askToPersist } from '../../capture/usage';
import type { Annotation, AnnotationClass } from '../../domain/annotation';
import type { Snapshot, StoredSnapshot } from '../../domain/case';
import { type ErrorReport, toErrorReport } from '../../domain/errors';
import type { SnapshotResult } from '../../engine/port';
import { t } from '../i18n/i18n';
import type { CaptureView } from '../state/capture-view';
import type { AppStore } from '../state/store';
import { WAYS_ON } from '../state/ways-on';

export interface CaptureSessionOptions {
  readonly openStore: () => Promise<CaseStore>;
  /** Freezes the field; rejects with a ReticleError. */
  readonly snapshot: () => Promise<SnapshotResult>;
  readonly saveFile: (result: SnapshotResult) => void;
  /** What is drawn on the field of a snapshot. */
  readonly annotations: (facts: SnapshotResult['facts']) => readonly Annotation[];
  /** Classes that a new case begins with. */
  readonly classes: readonly AnnotationClass[];
}

const FALLBACK: ErrorReport = {
  code: 'snapshot-failed',
  message: 'The snapshot could not be made.',
  remedy: 'Try again; if it fails again, restart the engine.',
};

/** Captures into the current case, and what the user does with cases and snapshots. */
export class CaptureSession {
  #opening: Promise<CaseStore> | null = null;
  /** Taken but not stored: full storage must not cost a field that may never come back. */
  #unsaved: SnapshotResult[] = [];
  #caseBeingMade: Promise<string> | null = null;
  #refreshing: Promise<void> | null = null;
  #stale = false;
  #warned = false;
  #asideTold = 0;

  constructor(
    private readonly app: AppStore,
    private readonly options: CaptureSessionOptions,
  ) {}

  /** Opens the store; where that fails the live view goes on, and captures can be saved as files. */
  async start(): Promise<void> {
    try {
      const store = await this.#store();
      const cases = await store.cases();
      // A new day is a new session: nothing goes into yesterday's case by accident.
      const today = cases.find(({ updatedAt }) => isToday(new Date(updatedAt)));
      this.#patch({ phase: 'ready', caseId: today?.id ?? null });
      await this.#refresh();
    } catch (cause) {
      this.#patch({ phase: 'unavailable' });
      this.#notify(cause, 'storage');
    }
  }

  /** The store itself, for what reads and writes cases beside this session (annotations, exports). */
  store(): Promise<CaseStore> {
    return this.#store();
  }

  /** The open case, or a new one: what is drawn must lie somewhere. */
  async openCaseForWork(): Promise<string> {
    const before = this.#view.caseId;
    const caseId = await this.#currentCase(await this.#store());
    if (before === null) void this.#refresh();
    return caseId;
  }

  /**
   * Freezes the field, or takes what `take` gives, and stores it. Resolves with the snapshot when it is on the
   * disk, null on failure, which the user is told.
   */
  async capture(take: () => Promise<SnapshotResult> = this.options.snapshot): Promise<Snapshot | null> {
    this.#count(1);
    try {
      const result = await take();
      return await this.#keep(result);
    } catch (cause) {
      this.#notify(cause, 'snapshot');
      return null;
    } finally {
      this.#count(-1);
    }
  }

  /** Tries once more to store what could not be. */
  async storeUnsaved(): Promise<void> {
    const waiting = this.#unsaved.splice(0);
    this.#patch({ unsaved: 0 });
    for (const result of waiting) await this.#keep(result);
  }

  saveUnsaved(): void {
    for (const result of this.#unsaved.splice(0)) this.options.saveFile(result);
    this.#patch({ unsaved: 0 });
  }

  async newCase(): Promise<void> {
    await this.#do(async (store) => {
      const made = await store.createCase({ title: untitled(), classes: [...this.options.classes] });
      this.#patch({ caseId: made.id });
    });
  }

  async openCase(caseId: string): Promise<void> {
    this.#patch({ caseId, snapshots: [], viewer: null });
    await this.#refresh();
  }

  updateCase(id: string, fields: CaseFields): Promise<void> {
    return this.#do(async (store) => void (await store.updateCase(id, fields)));
  }

  /** Classes that came with a file join those of the open case. */
  addClasses(incoming: readonly AnnotationClass[]): Promise<void> {
    return this.#do(async (store) => {
      const caseId = await this.#currentCase(store);
      const known = (await store.cases()).find(({ id }) => id === caseId)?.classes ?? [];
      const missing = incoming.filter(({ id }) => known.every((entry) => entry.id !== id));
      await store.updateCase(caseId, { classes: [...known, ...missing] });
    });
  }

  removeCase(id: string): Promise<void> {
    return this.#do(async (store) => {
      await store.removeCase(id);
      this.#patch({ undoable: { kind: 'case', id, number: 0 } });
      if (this.#view.caseId === id) this.#patch({ caseId: null, snapshots: [], viewer: null });
    });
  }

  /** Resolves with whether it lies in the record; a failure was told. */
  async updateSnapshot(id: string, fields: SnapshotFields): Promise<boolean> {
    let done = false;
    await this.#do(async (store) => {
      await store.updateSnapshot(id, fields);
      done = true;
    });
    return done;
  }

  remove({ id, number }: Snapshot): Promise<void> {
    return this.#do(async (store) => {
      await store.remove(id);
      this.#patch({ undoable: { kind: 'snapshot', id, number }, viewer: null });
    });
  }

  async undo(): Promise<void> {
    const undoable = this.#view.undoable;
    if (!undoable) return;
    this.#patch({ undoable: null });
    await this.#do(async (store) => {
      if (undoable.kind === 'snapshot') await store.restore(undoable.id);
      else {
        await store.restoreCase(undoable.id);
        this.#patch({ caseId: undoable.id });
      }
    });
  }

  restoreAll(): Promise<void> {
    return this.#do(async (store) => {
      const { cases, snapshots } = await store.deleted();
      for (const { id } of cases) await store.restoreCase(id);
      for (const { id } of snapshots) await store.restore(id);
    });
  }

  purge(): Promise<void> {
    this.#patch({ undoable: null });
    return this.#do((store) => store.purge(0));
  }

  async persist(): Promise<void> {
    await askToPersist(globalThis.navigator?.storage);
    await this.#refresh();
  }

  /** @throws ReticleError 'record-corrupt', 'record-missing', 'storage-unavailable' */
  async open(id: string): Promise<StoredSnapshot> {
    return (await this.#store()).get(id);
  }

  async thumbnail(id: string): Promise<Blob | null> {
    return (await this.#store()).thumbnail(id);
  }

  view(id: string | null): void {
    const comparison = { kind: 'none' } as const;
    this.#patch({ viewer: id === null ? null : { id, overlay: true, comparison } });
  }

  changeViewer(change: Partial<NonNullable<CaptureView['viewer']>>): void {
    const { viewer } = this.#view;
    if (viewer) this.#patch({ viewer: { ...viewer, ...change } });
  }

  toggleStrip(): void {
    this.#patch({ stripOpen: !this.#view.stripOpen });
  }

  forget(what: 'acknowledged' | 'undoable'): void {
    this.#patch({ [what]: null });
  }

  get #view(): CaptureView {
    return this.app.state.capture;
  }

  #patch(change: Partial<CaptureView>): void {
    this.app.patch({ capture: { ...this.#view, ...change } });
  }

  #count(step: number): void {
    this.#patch({ storing: this.#view.storing + step });
  }

  #store(): Promise<CaseStore> {
    this.#opening ??= this.options.openStore().then(
      (store) => {
        store.subscribe(() => void this.#refresh());
        return store;
      },
      (cause: unknown) => {
        // Next time it is tried again.
        this.#opening = null;
        throw cause;
      },
    );
    return this.#opening;
  }

  async #keep(result: SnapshotResult): Promise<Snapshot | null> {
    try {
      const store = await this.#store();
      const caseId = await this.#currentCase(store);
      const snapshot: Snapshot = {
        ...result.facts,
        schema: 1,
        id: crypto.randomUUID(),
        caseId,
        number: 1,
        annotations: [...this.options.annotations(result.facts)],
        notes: '',
      };
      const stored = await store.add({ snapshot, parts: result.parts }, result.thumbnail);
      this.#patch({ phase: 'ready', acknowledged: stored });
      return stored;
    } catch (cause) {
      this.#unsaved.push(result);
      this.#patch({ unsaved: this.#unsaved.length });
      this.app.notify({
        tone: 'error',
        report: toErrorReport(cause, { ...FALLBACK, code: 'storage-unavailable' }),
        ways: ['save-picture', 'store-again'],
        topic: 'unsaved',
      });
      return null;
    }
  }

  /** One case for all captures that come before it is made. */
  async #currentCase(store: CaseStore): Promise<string> {
    const { caseId } = this.#view;
    if (caseId !== null) return caseId;
    this.#caseBeingMade ??= store
      .createCase({ title: untitled(), classes: [...this.options.classes] })
      .then(({ id }) => {
        this.#patch({ caseId: id });
        return id;
      });
    try {
      return await this.#caseBeingMade;
    } finally {
      this.#caseBeingMade = null;
    }
  }

  async #do(work: (store: CaseStore) => Promise<void>): Promise<void> {
    try {
      await work(await this.#store());
      await this.#refresh();
    } catch (cause) {
      this.#notify(cause, 'storage');
    }
  }

  /** Reads again what is shown; calls that come meanwhile are answered by one more reading. */
  #refresh(): Promise<void> {
    this.#stale = true;
    this.#refreshing ??= (async () => {
      try {
        while (this.#stale) {
          this.#stale = false;
          await this.#read();
        }
      } catch (cause) {
        this.#notify(cause, 'storage');
      } finally {
        this.#refreshing = null;
      }
    })();
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    const store = await this.#store();
    const { caseId } = this.#view;
    const cases = await store.cases();
    const snapshots = caseId === null ? [] : await store.snapshots(caseId);
    const deleted = await store.deleted();
    const [setAside, usage] = [await store.setAside(), await store.usage()];
    if (this.#view.caseId !== caseId) {
      this.#stale = true;
      return;
    }
    this.#patch({
      ...{ cases, snapshots, setAside, usage },
      deleted: deleted.cases.length + deleted.snapshots.length,
    });
    this.#tellOf(setAside.length, setAside.at(-1)?.reason ?? '');
    if (usage.nearlyFull && !this.#warned && usage.share !== null) {
      this.#warned = true;
      this.app.notify({
        tone: 'note',
        report: {
          message: t('capture.nearlyFull', { percent: Math.round(usage.share * 100) }),
          remedy: t('capture.nearlyFullRemedy'),
        },
        ways: [],
        topic: 'storage-usage',
      });
    }
  }

  #tellOf(aside: number, reason: string): void {
    if (aside <= this.#asideTold) return;
    this.#asideTold = aside;
    this.app.notify({
      tone: 'error',
      report: { message: t('capture.setAside', { reason }), remedy: t('capture.setAsideRemedy') },
      ways: [],
      topic: 'set-aside',
    });
  }

  #notify(cause: unknown, topic: string): void {
    const report = toErrorReport(cause, FALLBACK);
    this.app.notify({ tone: 'error', report, ways: WAYS_ON[report.code], topic });
  }
}

function untitled(): string {
  const date = new Date();
  return t('capture.newCaseTitle', {
    date: `${date.toLocaleDateString('sv')} ${date.toLocaleTimeString('sv', { timeStyle: 'short' })}`,
  });
}

const isToday = (date: Date) => date.toDateString() === new Date().toDateString();
