import { type Snapshot, type StoredSnapshot, snapshotSchema } from '../domain/case';
import { ReticleError } from '../domain/errors';
import { slideIdOf } from '../domain/slide';
import { lastNumber, requireSnapshot, touchCase } from './case-records';
import type { SnapshotFields } from './case-store';
import { fromRecord, toRecord } from './parts-record';
import type { RecordReader } from './record-reader';
import { readSnapshot, snapshotRecord, valid } from './records';
import { readOne } from './set-aside';
import { type ShelfPorts, type SlideShelf, touchSlide } from './slide-shelf';
import { damaged, missing, newer } from './store-errors';

/** The snapshots of a store: their records, pictures and thumbnails. Promises and errors as of CaseStore. */
export class SnapshotShelf {
  constructor(
    private readonly ports: ShelfPorts,
    private readonly slides: Pick<SlideShelf, 'records'>,
    private readonly reader: RecordReader,
  ) {}

  async snapshots(caseId: string): Promise<readonly Snapshot[]> {
    const goneSlides = new Set(
      (await this.slides.records(caseId)).filter(({ deletedAt }) => deletedAt !== null).map(({ id }) => id),
    );
    const records = await this.reader.snapshots(caseId);
    return records
      .filter(({ deletedAt, snapshot }) => deletedAt === null && !goneSlides.has(slideIdOf(snapshot)))
      .map(({ snapshot }) => snapshot);
  }

  async add({ snapshot, parts }: StoredSnapshot, thumbnail?: Blob): Promise<Snapshot> {
    // All that is slow comes before the transaction, which would otherwise close by itself.
    const checked = valid(snapshotSchema, snapshot, 'The snapshot');
    const record = await toRecord(checked.id, parts);
    const picture = thumbnail
      ? { id: checked.id, type: thumbnail.type, data: await thumbnail.arrayBuffer() }
      : null;
    return this.ports.change(async (transaction) => {
      const last = await lastNumber(transaction, 'snapshots', checked.caseId);
      const place = { ...checked, number: Math.max(checked.number, last + 1) };
      await transaction.objectStore('snapshots').add(snapshotRecord(place, null));
      await transaction.objectStore('parts').add(record);
      if (picture) await transaction.objectStore('thumbnails').add(picture);
      await touchSlide(transaction, checked.caseId, slideIdOf(checked));
      await touchCase(transaction, checked.caseId);
      return place;
    });
  }

  async get(id: string): Promise<StoredSnapshot> {
    const [value, record] = await Promise.all([
      this.ports.connection.read((transaction) => transaction.objectStore('snapshots').get(id)),
      readOne(this.ports.connection, 'parts', id),
    ]);
    if (value === undefined) throw missing('snapshot', id);
    const read = readSnapshot(value);
    const name = read.kind === 'record' ? `Snapshot ${read.record.number}` : `The snapshot ${id}`;
    if (read.kind === 'newer') throw newer(name);
    try {
      if (read.kind === 'corrupt') throw damaged(name, read.reason);
      return { snapshot: read.record.snapshot, parts: await fromRecord(record, name) };
    } catch (cause) {
      if (cause instanceof ReticleError && cause.code === 'record-corrupt')
        await this.reader.putAside('snapshot', id, cause.message);
      throw cause;
    }
  }

  async thumbnail(id: string): Promise<Blob | null> {
    const value = await readOne(this.ports.connection, 'thumbnails', id);
    const { data, type } = (value ?? {}) as { data?: unknown; type?: unknown };
    return data instanceof ArrayBuffer ? new Blob([data], { type: String(type) }) : null;
  }

  updateSnapshot(id: string, fields: SnapshotFields): Promise<Snapshot> {
    return this.ports.change(async (transaction) => {
      const record = await requireSnapshot(transaction, id);
      const { annotations, notes } = { ...record.snapshot, ...fields };
      const next = valid(snapshotSchema, { ...record.snapshot, annotations, notes }, 'The snapshot');
      await transaction.objectStore('snapshots').put(snapshotRecord(next, record.deletedAt));
      await touchCase(transaction, record.caseId);
      return next;
    });
  }

  remove(id: string): Promise<void> {
    return this.#markSnapshot(id, Date.now());
  }

  restore(id: string): Promise<void> {
    return this.#markSnapshot(id, null);
  }

  #markSnapshot(id: string, deletedAt: number | null): Promise<void> {
    return this.ports.change(async (transaction) => {
      const record = await requireSnapshot(transaction, id);
      await transaction.objectStore('snapshots').put({ ...record, deletedAt });
    });
  }
}
