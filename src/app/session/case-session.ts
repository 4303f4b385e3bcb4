import type { CaseFields, CaseStore, SnapshotFields } from '../../capture/case-store';
import type { SlideFields } from '../../capture/slide-store';
import { askToPersist } from '../../capture/usage';
import type { AnnotationClass } from '../../domain/annotation';
import type { Snapshot, StoredSnapshot } from '../../domain/case';
import type { Slide } from '../../domain/slide';
import { t } from '../i18n/i18n';
import type { CaptureView } from '../state/capture-view';
import type { AppStore, Slice } from '../state/store';
import { CaseReader, tellOfFailure } from './case-reader';

export interface CaseSessionOptions {
  readonly openStore: () => Promise<CaseStore>;
  /** Classes that a new case begins with. */
  readonly classes: readonly AnnotationClass[];
}

/** The open case and all others: what the user does with cases, slides and snapshots that are stored. */
export class CaseSession {
  #opening: Promise<CaseStore> | null = null;
  #caseBeingMade: Promise<string> | null = null;
  readonly #slice: Slice<CaptureView>;
  readonly #reader: CaseReader;

  constructor(
    private readonly app: AppStore,
    private readonly options: CaseSessionOptions,
  ) {
    this.#slice = app.slice('capture');
    this.#reader = new CaseReader(app, () => this.store());
  }

  /** Opens the store; where that fails the live view goes on, and captures can be saved as files. */
  async start(): Promise<void> {
    try {
      const store = await this.store();
      const cases = await store.cases();
      // A new day is a new session: nothing goes into yesterday's case by accident.
      const today = cases.find(({ updatedAt }) => isToday(new Date(updatedAt)));
      this.#slice.patch({ phase: 'ready', caseId: today?.id ?? null });
      await this.#reader.refresh();
    } catch (cause) {
      this.#slice.patch({ phase: 'unavailable' });
      tellOfFailure(this.app, cause, 'storage');
    }
  }

  /** The store itself, for what reads and writes cases beside this session (annotations, maps, exports). */
  store(): Promise<CaseStore> {
    this.#opening ??= this.options.openStore().then(
      (store) => {
        store.subscribe(() => void this.#reader.refresh());
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

  /** The open case, or a new one: what is captured must lie somewhere. One for all that ask before it is made. */
  async openCaseForWork(): Promise<string> {
    const store = await this.store();
    const { caseId } = this.#slice.state;
    if (caseId !== null) return caseId;
    this.#caseBeingMade ??= store
      .createCase({ title: untitled(), classes: [...this.options.classes] })
      .then(({ id }) => {
        this.#slice.patch({ caseId: id });
        void this.#reader.refresh();
        return id;
      });
    try {
      return await this.#caseBeingMade;
    } finally {
      this.#caseBeingMade = null;
    }
  }

  async newCase(): Promise<void> {
    await this.#do(async (store) => {
      const made = await store.createCase({ title: untitled(), classes: [...this.options.classes] });
      this.#slice.patch({ caseId: made.id, ...NOTHING_READ });
    });
  }

  async openCase(caseId: string): Promise<void> {
    this.#slice.patch({ caseId, ...NOTHING_READ });
    await this.#reader.refresh();
  }

  /** Resolves with whether it is in the record; a failure was reported. The other edits answer the same. */
  updateCase(id: string, fields: CaseFields): Promise<boolean> {
    return this.#do(async (store) => void (await store.updateCase(id, fields)));
  }

  updateSlide(id: string, fields: SlideFields): Promise<boolean> {
    return this.#do(async (store) => {
      await store.updateSlide(id, fields);
      const { slide } = this.#slice.state;
      if (slide?.id === id) this.#slice.patch({ slide: { ...slide, label: fields.label } });
    });
  }

  updateSnapshot(id: string, fields: SnapshotFields): Promise<boolean> {
    return this.#do(async (store) => void (await store.updateSnapshot(id, fields)));
  }

  /** Classes that came with a file join those of the open case. */
  addClasses(incoming: readonly AnnotationClass[]): Promise<boolean> {
    return this.#do(async (store) => {
      const caseId = await this.openCaseForWork();
      const known = (await store.cases()).find(({ id }) => id === caseId)?.classes ?? [];
      const missing = incoming.filter(({ id }) => known.every((entry) => entry.id !== id));
      await store.updateCase(caseId, { classes: [...known, ...missing] });
    });
  }

  removeCase(id: string): Promise<boolean> {
    return this.#do(async (store) => {
      await store.removeCase(id);
      this.#slice.patch({ undoable: { kind: 'case', id, number: 0, label: '' } });
      if (this.#slice.state.caseId === id) this.#slice.patch({ caseId: null, ...NOTHING_READ });
    });
  }

  removeSlide({ id, number, label }: Slide): Promise<boolean> {
    return this.#do(async (store) => {
      await store.removeSlide(id);
      this.#slice.patch({ undoable: { kind: 'slide', id, number, label }, viewer: null });
    });
  }

  remove({ id, number }: Snapshot): Promise<boolean> {
    return this.#do(async (store) => {
      await store.remove(id);
      this.#slice.patch({ undoable: { kind: 'snapshot', id, number, label: '' }, viewer: null });
    });
  }

  async undo(): Promise<void> {
    const { undoable } = this.#slice.state;
    if (!undoable) return;
    this.#slice.patch({ undoable: null });
    await this.#do(async (store) => {
      if (undoable.kind === 'snapshot') await store.restore(undoable.id);
      else if (undoable.kind === 'slide') await store.restoreSlide(undoable.id);
      else {
        await store.restoreCase(undoable.id);
        this.#slice.patch({ caseId: undoable.id });
      }
    });
  }

  async restoreAll(): Promise<void> {
    await this.#do(async (store) => {
      const { cases, slides, snapshots } = await store.deleted();
      for (const { id } of cases) await store.restoreCase(id);
      for (const { id } of slides) await store.restoreSlide(id);
      for (const { id } of snapshots) await store.restore(id);
    });
  }

  async purge(): Promise<void> {
    this.#slice.patch({ undoable: null });
    await this.#do((store) => store.purge(0));
  }

  async persist(): Promise<void> {
    await askToPersist(globalThis.navigator?.storage);
    await this.#reader.refresh();
  }

  /** Reads again what is shown, after a change that does not reach listeners. */
  refresh(): Promise<void> {
    return this.#reader.refresh();
  }

  /** @throws ReticleError 'record-corrupt', 'record-missing', 'storage-unavailable' */
  async open(id: string): Promise<StoredSnapshot> {
    return (await this.store()).get(id);
  }

  async thumbnail(id: string): Promise<Blob | null> {
    return (await this.store()).thumbnail(id);
  }

  view(id: string | null): void {
    const comparison = { kind: 'none' } as const;
    this.#slice.patch({ viewer: id === null ? null : { id, overlay: true, comparison } });
  }

  changeViewer(change: Partial<NonNullable<CaptureView['viewer']>>): void {
    const { viewer } = this.#slice.state;
    if (viewer) this.#slice.patch({ viewer: { ...viewer, ...change } });
  }

  toggleStrip(): void {
    this.#slice.patch({ stripOpen: !this.#slice.state.stripOpen });
  }

  forget(what: 'acknowledged' | 'undoable'): void {
    this.#slice.patch({ [what]: null });
  }

  async #do(work: (store: CaseStore) => Promise<void>): Promise<boolean> {
    try {
      await work(await this.store());
      await this.#reader.refresh();
      return true;
    } catch (cause) {
      tellOfFailure(this.app, cause, 'storage');
      return false;
    }
  }
}

/** Another case is open, and nothing of it is read yet. */
const NOTHING_READ = { snapshots: [], slides: [], drawn: {}, maps: {}, viewer: null } as const;

function untitled(): string {
  const date = new Date();
  return t('capture.newCaseTitle', {
    date: `${date.toLocaleDateString('sv')} ${date.toLocaleTimeString('sv', { timeStyle: 'short' })}`,
  });
}

const isToday = (date: Date) => date.toDateString() === new Date().toDateString();
