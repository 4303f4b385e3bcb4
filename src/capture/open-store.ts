import type { DrawnAnnotation } from '../domain/annotation';
import { type Case, caseSchema, type Snapshot, type StoredSnapshot, snapshotSchema } from '../domain/case';
import { ReticleError } from '../domain/errors';
import { beginNewLog } from './begin-new-log';
import type { CaseFields, CaseStore, Deleted, DrawnChange, SetAside, SnapshotFields } from './case-store';
import { Connection, DATABASE_NAME, type Transaction } from './database';
import { checkedChange, drawnOf, readDrawn, writeDrawn } from './drawn-annotations';
import { fromRecord, toRecord } from './parts-record';
import {
  type CaseRecord,
  readCase,
  readSnapshot,
  type SnapshotRecord,
  snapshotRecord,
  valid,
} from './records';
import { numbersOf, putAside, readAll, readOne } from './set-aside';
import { type StorageUsage, storageUsage } from './usage';

/** How long what was deleted can be restored, ms. */
export const UNDO_MS = 7 * 24 * 3600 * 1000;

/**
 * Opens the cases kept in this browser.
 * @param name of the database; tests use their own
 * @throws ReticleError 'storage-newer', 'storage-unavailable'
 */
export async function openStore(name: string = DATABASE_NAME): Promise<CaseStore> {
  const connection = new Connection(name);
  await connection.database();
  if (name === DATABASE_NAME) await beginNewLog();
  const store = new IndexedCaseStore(connection, name);
  // Old tombstones; what cannot be purged now is purged next time.
  await store.purge(UNDO_MS).catch(() => {});
  return store;
}

class IndexedCaseStore implements CaseStore {
  readonly #listeners = new Set<() => void>();
  readonly #tabs: BroadcastChannel | null;

  constructor(
    private readonly connection: Connection,
    name: string,
  ) {
    this.#tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
    if (this.#tabs) this.#tabs.onmessage = () => this.#tell();
  }

  async cases(): Promise<readonly Case[]> {
    const records = await this.#caseRecords();
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

  async snapshots(caseId: string): Promise<readonly Snapshot[]> {
    const records = await this.#snapshotRecords(caseId);
    return records.filter(({ deletedAt }) => deletedAt === null).map(({ snapshot }) => snapshot);
  }

  async add({ snapshot, parts }: StoredSnapshot, thumbnail?: Blob): Promise<Snapshot> {
    // All that is slow comes before the transaction, which would otherwise close by itself.
    const checked = valid(snapshotSchema, snapshot, 'The snapshot');
    const record = await toRecord(checked.id, parts);
    const picture = thumbnail
      ? { id: checked.id, type: thumbnail.type, data: await thumbnail.arrayBuffer() }
      : null;
    return this.#change(async (transaction) => {
      const last = await lastNumber(transaction, checked.caseId);
      const place = { ...checked, number: Math.max(checked.number, last + 1) };
      await transaction.objectStore('snapshots').add(snapshotRecord(place, null));
      await transaction.objectStore('parts').add(record);
      if (picture) await transaction.objectStore('thumbnails').add(picture);
      await this.#touchCase(transaction, checked.caseId);
      return place;
    });
  }

  async get(id: string): Promise<StoredSnapshot> {
    const [value, record] = await Promise.all([
      this.connection.read((transaction) => transaction.objectStore('snapshots').get(id)),
      readOne(this.connection, 'parts', id),
    ]);
    if (value === undefined) throw missing('snapshot', id);
    const read = readSnapshot(value);
    const name = read.kind === 'record' ? `Snapshot ${read.record.number}` : `The snapshot ${id}`;
    if (read.kind === 'newer') throw newer(name);
    try {
      if (read.kind === 'corrupt') throw corruptRecord(name, read.reason);
      return { snapshot: read.record.snapshot, parts: await fromRecord(record, name) };
    } catch (cause) {
      if (cause instanceof ReticleError && cause.code === 'record-corrupt')
        await this.#putAside('snapshot', id, cause.message);
      throw cause;
    }
  }

  async thumbnail(id: string): Promise<Blob | null> {
    const value = await readOne(this.connection, 'thumbnails', id);
    const { data, type } = (value ?? {}) as { data?: unknown; type?: unknown };
    return data instanceof ArrayBuffer ? new Blob([data], { type: String(type) }) : null;
  }

  updateSnapshot(id: string, fields: SnapshotFields): Promise<Snapshot> {
    return this.#change(async (transaction) => {
      const record = await requireSnapshot(transaction, id);
      const { annotations, notes } = { ...record.snapshot, ...fields };
      const next = valid(snapshotSchema, { ...record.snapshot, annotations, notes }, 'The snapshot');
      await transaction.objectStore('snapshots').put(snapshotRecord(next, record.deletedAt));
      await this.#touchCase(transaction, record.caseId);
      return next;
    });
  }

  remove(id: string): Promise<void> {
    return this.#markSnapshot(id, Date.now());
  }

  restore(id: string): Promise<void> {
    return this.#markSnapshot(id, null);
  }

  async drawn(caseId: string): Promise<readonly DrawnAnnotation[]> {
    const { drawn, aside } = await readDrawn(this.connection, caseId);
    if (aside > 0) this.#tell();
    return drawn;
  }

  async keepDrawn(caseId: string, change: DrawnChange): Promise<void> {
    const checked = checkedChange(change);
    // Nobody is told: every list would be read again with every edit.
    await this.connection.write(async (transaction) => {
      const record = await requireCase(transaction, caseId);
      await writeDrawn(transaction, caseId, checked);
      const touched = { ...record, case: { ...record.case, updatedAt: now() } };
      await transaction.objectStore('cases').put(touched);
    });
  }

  async deleted(): Promise<Deleted> {
    const [cases, snapshots] = [await this.#caseRecords(), await this.#snapshotRecords()];
    const gone = new Set(cases.filter(({ deletedAt }) => deletedAt !== null).map(({ id }) => id));
    return {
      cases: cases.filter(({ id }) => gone.has(id)).map((record) => record.case),
      snapshots: snapshots
        .filter(({ deletedAt, caseId }) => deletedAt !== null && !gone.has(caseId))
        .map(({ snapshot }) => snapshot),
    };
  }

  async purge(olderThanMs: number): Promise<void> {
    const before = Date.now() - olderThanMs;
    const over = ({ deletedAt }: { deletedAt: number | null }) => deletedAt !== null && deletedAt <= before;
    const cases = new Set((await this.#caseRecords()).filter(over).map(({ id }) => id));
    const snapshots = (await this.#snapshotRecords()).filter(
      (record) => over(record) || cases.has(record.caseId),
    );
    if (cases.size + snapshots.length === 0) return;
    await this.#change(async (transaction) => {
      // Looked at again inside: another tab may have restored it meanwhile.
      for (const { id } of snapshots) {
        const read = readSnapshot(await transaction.objectStore('snapshots').get(id));
        if (read.kind !== 'record') continue;
        const owner = readCase(await transaction.objectStore('cases').get(read.record.caseId));
        if (!over(read.record) && !(owner.kind === 'record' && over(owner.record))) continue;
        for (const name of ['snapshots', 'parts', 'thumbnails'] as const)
          await transaction.objectStore(name).delete(id);
      }
      for (const id of cases) {
        const read = readCase(await transaction.objectStore('cases').get(id));
        if (read.kind !== 'record' || !over(read.record)) continue;
        await transaction.objectStore('cases').delete(id);
        await transaction.objectStore('drawn').delete(drawnOf(id));
      }
    });
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

  /** Case records that can be read; the others are set aside and their snapshots get a case to stay in. */
  async #caseRecords(): Promise<CaseRecord[]> {
    const all = await readAll(this.connection, 'cases');
    const records: CaseRecord[] = [];
    const corrupt: { id: string; reason: string }[] = [];
    for (const { key, value } of all) {
      const read = readCase(value);
      if (read.kind === 'record') records.push(read.record);
      else if (read.kind === 'corrupt') corrupt.push({ id: key, reason: read.reason });
    }
    for (const { id, reason } of corrupt) {
      if (!(await this.#putAside('case', id, reason))) continue;
      const fresh = await this.#change(async (transaction) => {
        if ((await lastNumber(transaction, id)) === 0) return null;
        const record = caseRecord({ ...emptyCase(id), title: 'Recovered case' });
        await transaction.objectStore('cases').put(record);
        return record;
      });
      if (fresh) records.push(fresh);
    }
    return records;
  }

  /** Snapshot records (of one case: by number); what cannot be read is set aside. */
  async #snapshotRecords(caseId?: string): Promise<SnapshotRecord[]> {
    const all = await readAll(this.connection, 'snapshots', caseId);
    const records: SnapshotRecord[] = [];
    for (const { key, value } of all) {
      const read = readSnapshot(value);
      if (read.kind === 'record') records.push(read.record);
      else if (read.kind === 'corrupt') await this.#putAside('snapshot', key, read.reason);
    }
    return records;
  }

  async #putAside(kind: SetAside['kind'], id: string, reason: string): Promise<boolean> {
    const changed = await putAside(this.connection, kind, id, reason);
    if (changed) this.#tell();
    return changed;
  }

  #markCase(id: string, deletedAt: number | null): Promise<void> {
    return this.#change(async (transaction) => {
      const record = await requireCase(transaction, id);
      await transaction.objectStore('cases').put({ ...record, deletedAt });
    });
  }

  #markSnapshot(id: string, deletedAt: number | null): Promise<void> {
    return this.#change(async (transaction) => {
      const record = await requireSnapshot(transaction, id);
      await transaction.objectStore('snapshots').put({ ...record, deletedAt });
    });
  }

  /** A capture must never fail for want of its case: it is made, or taken back from the deleted ones. */
  async #touchCase(transaction: Transaction<'readwrite'>, id: string): Promise<void> {
    const cases = transaction.objectStore('cases');
    const value = await cases.get(id);
    if (value === undefined) {
      await cases.put(caseRecord(emptyCase(id)));
      return;
    }
    const read = readCase(value);
    if (read.kind === 'record')
      await cases.put({ ...read.record, case: { ...read.record.case, updatedAt: now() }, deletedAt: null });
  }
}

const now = () => new Date().toISOString();

function emptyCase(id: string): Case {
  const at = now();
  return { schema: 1, id, title: '', accession: '', notes: '', classes: [], createdAt: at, updatedAt: at };
}

const caseRecord = (content: Case): CaseRecord => ({ id: content.id, case: content, deletedAt: null });

/** Highest number given in a case so far, deleted snapshots included: numbers are never used twice. */
async function lastNumber(transaction: Transaction<'readwrite'>, caseId: string): Promise<number> {
  const index = transaction.objectStore('snapshots').index('byCase');
  const cursor = await index.openKeyCursor(numbersOf(caseId), 'prev');
  return cursor?.key[1] ?? 0;
}

async function requireCase(transaction: Transaction<'readwrite'>, id: string): Promise<CaseRecord> {
  const value = await transaction.objectStore('cases').get(id);
  if (value === undefined) throw missing('case', id);
  const read = readCase(value);
  if (read.kind === 'record') return read.record;
  throw read.kind === 'newer' ? newer('The case') : corruptRecord('The case', read.reason);
}

async function requireSnapshot(transaction: Transaction<'readwrite'>, id: string): Promise<SnapshotRecord> {
  const value = await transaction.objectStore('snapshots').get(id);
  if (value === undefined) throw missing('snapshot', id);
  const read = readSnapshot(value);
  if (read.kind === 'record') return read.record;
  throw read.kind === 'newer' ? newer('The snapshot') : corruptRecord('The snapshot', read.reason);
}

function missing(kind: string, id: string): ReticleError {
  return new ReticleError(
    'record-missing',
    `There is no ${kind} ${id} on this computer.`,
    'It was deleted for good, perhaps in another tab. Reload the page.',
  );
}

function newer(name: string): ReticleError {
  return new ReticleError(
    'storage-newer',
    `${name} was written by a newer version of Reticle.`,
    'Open it with that version; it was not changed.',
  );
}

function corruptRecord(name: string, reason: string): ReticleError {
  return new ReticleError(
    'record-corrupt',
    `${name} is damaged on the disk (${reason}).`,
    'It was set aside; all others open as before. Restore it from an export if there is one.',
  );
}
