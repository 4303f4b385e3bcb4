import type { DrawnAnnotation } from '../domain/annotation';
import { type Case, caseSchema, type StoredSnapshot } from '../domain/case';
import { slideIdOf } from '../domain/slide';
import { caseRecord, emptyCase, now, requireCase } from './case-records';
import type { CaseFields, CaseStore, Deleted, DrawnChange, SetAside, SnapshotFields } from './case-store';
import type { Connection, Transaction } from './database';
import { checkedChange, readDrawn, writeDrawn } from './drawn-annotations';
import { goneBefore, purgeRecords } from './purge';
import { RecordReader } from './record-reader';
import { valid } from './records';
import { readAll } from './set-aside';
import { SlideShelf, touchSlide } from './slide-shelf';
import type { KeptMap, NewSlideFields, ShownMap, SlideFields } from './slide-store';
import { SnapshotShelf } from './snapshot-shelf';
import { type StorageUsage, storageUsage } from './usage';

/** {@link CaseStore} in IndexedDB. */
export class IndexedCaseStore implements CaseStore {
  readonly #listeners = new Set<() => void>();
  readonly #tabs: BroadcastChannel | null;
  readonly #shelf: SlideShelf;
  readonly #reader: RecordReader;
  readonly #snapshots: SnapshotShelf;

  constructor(
    private readonly connection: Connection,
    name: string,
  ) {
    const ports = {
      connection,
      change: <T>(work: (transaction: Transaction<'readwrite'>) => Promise<T>) => this.#change(work),
      tell: () => this.#tell(),
    };
    this.#shelf = new SlideShelf(ports);
    this.#reader = new RecordReader(ports);
    this.#snapshots = new SnapshotShelf(ports, this.#shelf, this.#reader);
    this.#tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
    if (this.#tabs) this.#tabs.onmessage = () => this.#tell();
  }

  async cases(): Promise<readonly Case[]> {
    const records = await this.#reader.cases();
    return records
      .filter(({ deletedAt }) => deletedAt === null)
      .map((record) => record.case)
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  }

  async createCase(fields: CaseFields & Partial<Pick<Case, 'id' | 'createdAt'>>): Promise<Case> {
    const made = valid(caseSchema, { ...emptyCase(fields.id ?? crypto.randomUUID()), ...fields }, 'The case');
    await this.#change((transaction) => transaction.objectStore('cases').add(caseRecord(made)));
    return made;
  }

  updateCase(id: string, fields: CaseFields): Promise<Case> {
    return this.#change(async (transaction) => {
      const record = await requireCase(transaction, id);
      const { title, accession, notes, classes } = { ...record.case, ...fields };
      const changed = { ...record.case, title, accession, notes, classes, updatedAt: now() };
      const next = valid(caseSchema, changed, 'The case');
      await transaction.objectStore('cases').put({ ...record, case: next });
      return next;
    });
  }

  removeCase(id: string): Promise<void> {
    return this.#markCase(id, Date.now());
  }

  restoreCase(id: string): Promise<void> {
    return this.#markCase(id, null);
  }

  snapshots = (caseId: string) => this.#snapshots.snapshots(caseId);
  add = (stored: StoredSnapshot, thumbnail?: Blob) => this.#snapshots.add(stored, thumbnail);
  get = (id: string) => this.#snapshots.get(id);
  thumbnail = (id: string) => this.#snapshots.thumbnail(id);
  updateSnapshot = (id: string, fields: SnapshotFields) => this.#snapshots.updateSnapshot(id, fields);
  remove = (id: string) => this.#snapshots.remove(id);
  restore = (id: string) => this.#snapshots.restore(id);

  async drawn(caseId: string, slideId?: string): Promise<readonly DrawnAnnotation[]> {
    const { drawn, aside } = await readDrawn(this.connection, caseId);
    if (aside > 0) this.#tell();
    if (slideId === undefined) return drawn;
    return drawn.filter((each) => slideIdOf({ slideId: each.slideId, caseId }) === slideId);
  }

  async keepDrawn(caseId: string, change: DrawnChange): Promise<void> {
    const checked = checkedChange(change);
    // Listeners are not called: every list would be read again with every edit.
    await this.connection.write(async (transaction) => {
      const record = await requireCase(transaction, caseId);
      for (const slideId of new Set(checked.put.map((put) => slideIdOf({ slideId: put.slideId, caseId }))))
        await touchSlide(transaction, caseId, slideId);
      await writeDrawn(transaction, caseId, checked);
      const touched = { ...record, case: { ...record.case, updatedAt: now() } };
      await transaction.objectStore('cases').put(touched);
    });
  }

  slides = (caseId: string) => this.#shelf.slides(caseId);
  createSlide = (fields: NewSlideFields) => this.#shelf.createSlide(fields);
  updateSlide = (id: string, fields: SlideFields) => this.#shelf.updateSlide(id, fields);
  removeSlide = (id: string) => this.#shelf.removeSlide(id);
  restoreSlide = (id: string) => this.#shelf.restoreSlide(id);
  keepMap = (slideId: string, kept: KeptMap) => this.#shelf.keepMap(slideId, kept);
  keptMap = (slideId: string) => this.#shelf.keptMap(slideId);
  packedMap = (slideId: string) => this.#shelf.packedMap(slideId);
  keepPackedMap = (slideId: string, packed: ArrayBuffer, shown: ShownMap | null) =>
    this.#shelf.keepPackedMap(slideId, packed, shown);
  shownMap = (slideId: string) => this.#shelf.shownMap(slideId);

  async deleted(): Promise<Deleted> {
    const isGone = ({ deletedAt }: { deletedAt: number | null }) => deletedAt !== null;
    const goneCases = (await this.#reader.cases()).filter(isGone);
    const caseIds = new Set(goneCases.map(({ id }) => id));
    const goneSlides = (await this.#shelf.records()).filter(
      (record) => isGone(record) && !caseIds.has(record.caseId),
    );
    const slideIds = new Set(goneSlides.map(({ id }) => id));
    const goneSnapshots = (await this.#reader.snapshots()).filter(
      (record) => isGone(record) && !caseIds.has(record.caseId) && !slideIds.has(slideIdOf(record.snapshot)),
    );
    return {
      cases: goneCases.map((record) => record.case),
      slides: goneSlides.map(({ slide }) => slide),
      snapshots: goneSnapshots.map(({ snapshot }) => snapshot),
    };
  }

  async purge(olderThanMs: number): Promise<void> {
    const before = Date.now() - olderThanMs;
    const all = {
      cases: await this.#reader.cases(),
      slides: await this.#shelf.records(),
      snapshots: await this.#reader.snapshots(),
    };
    const gone = goneBefore(all, before);
    if (gone.cases.length + gone.slides.length + gone.snapshots.length === 0) return;
    await this.#change((transaction) => purgeRecords(transaction, gone, before));
  }

  async setAside(): Promise<readonly SetAside[]> {
    const values = await readAll(this.connection, 'aside');
    return values.flatMap(({ value }) => {
      const note = (value as { note?: SetAside } | undefined)?.note;
      return note ? [note] : [];
    });
  }

  usage(): Promise<StorageUsage> {
    return storageUsage(globalThis.navigator?.storage);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#tabs?.close();
    this.#listeners.clear();
    await this.connection.close();
  }

  async #change<T>(work: (transaction: Transaction<'readwrite'>) => Promise<T>): Promise<T> {
    const result = await this.connection.write(work);
    this.#tell();
    this.#tabs?.postMessage('changed');
    return result;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #markCase(id: string, deletedAt: number | null): Promise<void> {
    return this.#change(async (transaction) => {
      const record = await requireCase(transaction, id);
      await transaction.objectStore('cases').put({ ...record, deletedAt });
    });
  }
}
