import { caseRecord, emptyCase, lastNumber } from './case-records';
import { type CaseRecord, readCase, readSnapshot, type SnapshotRecord } from './records';
import { putAside, readAll } from './set-aside';
import type { ShelfPorts } from './slide-shelf';

/** Reads the records of cases and snapshots; what makes no sense is set aside. */
export class RecordReader {
  constructor(private readonly ports: ShelfPorts) {}

  /** Case records that can be read; the others are set aside and their snapshots get a case to stay in. */
  async cases(): Promise<CaseRecord[]> {
    const all = await readAll(this.ports.connection, 'cases');
    const records: CaseRecord[] = [];
    const corrupt: { id: string; reason: string }[] = [];
    for (const { key, value } of all) {
      const read = readCase(value);
      if (read.kind === 'record') records.push(read.record);
      else if (read.kind === 'corrupt') corrupt.push({ id: key, reason: read.reason });
    }
    for (const { id, reason } of corrupt) {
      if (!(await this.putAside('case', id, reason))) continue;
      const fresh = await this.ports.change(async (transaction) => {
        if ((await lastNumber(transaction, 'snapshots', id)) === 0) return null;
        const record = caseRecord({ ...emptyCase(id), title: 'Recovered case' });
        await transaction.objectStore('cases').put(record);
        return record;
      });
      if (fresh) records.push(fresh);
    }
    return records;
  }

  /** Snapshot records (of one case: by number); what cannot be read is set aside. */
  async snapshots(caseId?: string): Promise<SnapshotRecord[]> {
    const all = await readAll(this.ports.connection, 'snapshots', caseId);
    const records: SnapshotRecord[] = [];
    for (const { key, value } of all) {
      const read = readSnapshot(value);
      if (read.kind === 'record') records.push(read.record);
      else if (read.kind === 'corrupt') await this.putAside('snapshot', key, read.reason);
    }
    return records;
  }

  async putAside(kind: Parameters<typeof putAside>[1], id: string, reason: string): Promise<boolean> {
    const changed = await putAside(this.ports.connection, kind, id, reason);
    if (changed) this.ports.tell();
    return changed;
  }
}
