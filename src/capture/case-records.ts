import type { Case } from '../domain/case';
import type { Transaction } from './database';
import { type CaseRecord, readCase, readSnapshot, type SnapshotRecord } from './records';
import { numbersOf } from './set-aside';
import { damaged, missing, newer } from './store-errors';

export const now = () => new Date().toISOString();

export function emptyCase(id: string): Case {
  const at = now();
  return { schema: 1, id, title: '', accession: '', notes: '', classes: [], createdAt: at, updatedAt: at };
}

export const caseRecord = (content: Case): CaseRecord => ({ id: content.id, case: content, deletedAt: null });

/** @throws ReticleError 'record-missing', 'storage-newer', 'record-corrupt' */
export async function requireCase(transaction: Transaction<'readwrite'>, id: string): Promise<CaseRecord> {
  const value = await transaction.objectStore('cases').get(id);
  if (value === undefined) throw missing('case', id);
  const read = readCase(value);
  if (read.kind === 'record') return read.record;
  throw read.kind === 'newer' ? newer('The case') : damaged('The case', read.reason);
}

/** @throws ReticleError 'record-missing', 'storage-newer', 'record-corrupt' */
export async function requireSnapshot(
  transaction: Transaction<'readwrite'>,
  id: string,
): Promise<SnapshotRecord> {
  const value = await transaction.objectStore('snapshots').get(id);
  if (value === undefined) throw missing('snapshot', id);
  const read = readSnapshot(value);
  if (read.kind === 'record') return read.record;
  throw read.kind === 'newer' ? newer('The snapshot') : damaged('The snapshot', read.reason);
}

/** A capture must never fail for want of its case: it is made, or taken back from the deleted ones. */
export async function touchCase(transaction: Transaction<'readwrite'>, id: string): Promise<void> {
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

/** Highest number given in a case so far, deleted ones included: numbers are never used twice. */
export async function lastNumber(
  transaction: Transaction<'readwrite'>,
  name: 'snapshots' | 'slides',
  caseId: string,
): Promise<number> {
  const index = transaction.objectStore(name).index('byCase');
  const cursor = await index.openKeyCursor(numbersOf(caseId), 'prev');
  return cursor?.key[1] ?? 0;
}
