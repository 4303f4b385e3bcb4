import { slideIdOf } from '../domain/slide';
import type { Transaction } from './database';
import { type DrawnRecord, drawnOf } from './drawn-annotations';
import { type CaseRecord, readCase, readSnapshot, type SnapshotRecord } from './records';
import { readSlide, type SlideRecord } from './slide-records';

/** All that was deleted, as it was read before the transaction. */
export interface Tombstones {
  readonly cases: readonly CaseRecord[];
  readonly slides: readonly SlideRecord[];
  readonly snapshots: readonly SnapshotRecord[];
}

type Dated = { readonly deletedAt: number | null };

/** Records deleted before `before`, ms since the epoch; what belongs to a case or slide goes with it. */
export function goneBefore(all: Tombstones, before: number): Tombstones {
  const over = ({ deletedAt }: Dated) => deletedAt !== null && deletedAt <= before;
  const cases = all.cases.filter(over);
  const caseIds = new Set(cases.map(({ id }) => id));
  const slides = all.slides.filter((record) => over(record) || caseIds.has(record.caseId));
  const slideIds = new Set(slides.map(({ id }) => id));
  const snapshots = all.snapshots.filter(
    (record) => over(record) || caseIds.has(record.caseId) || slideIds.has(slideIdOf(record.snapshot)),
  );
  return { cases, slides, snapshots };
}

/** Deletes them for good, each only if it is still gone: another tab may have restored it meanwhile. */
export async function purgeRecords(
  transaction: Transaction<'readwrite'>,
  { cases, slides, snapshots }: Tombstones,
  before: number,
): Promise<void> {
  const over = (record: Dated | null) =>
    record !== null && record.deletedAt !== null && record.deletedAt <= before;
  const caseNow = async (id: string) => {
    const read = readCase(await transaction.objectStore('cases').get(id));
    return read.kind === 'record' ? read.record : null;
  };
  const slideNow = async (id: string) => {
    const read = readSlide(await transaction.objectStore('slides').get(id));
    return read.kind === 'record' ? read.record : null;
  };
  for (const { id } of snapshots) {
    const read = readSnapshot(await transaction.objectStore('snapshots').get(id));
    if (read.kind !== 'record') continue;
    const { caseId, snapshot } = read.record;
    const gone =
      over(read.record) || over(await caseNow(caseId)) || over(await slideNow(slideIdOf(snapshot)));
    if (!gone) continue;
    for (const name of ['snapshots', 'parts', 'thumbnails'] as const)
      await transaction.objectStore(name).delete(id);
  }
  for (const { id, caseId } of slides) {
    if (!over(await slideNow(id)) && !over(await caseNow(caseId))) continue;
    for (const name of ['slides', 'slideMaps', 'slideViews'] as const)
      await transaction.objectStore(name).delete(id);
    await purgeDrawn(transaction, caseId, id);
  }
  for (const { id } of cases) {
    if (!over(await caseNow(id))) continue;
    await transaction.objectStore('cases').delete(id);
    await transaction.objectStore('drawn').delete(drawnOf(id));
  }
}

async function purgeDrawn(transaction: Transaction<'readwrite'>, caseId: string, slideId: string) {
  const records = transaction.objectStore('drawn');
  for (const value of await records.getAll(drawnOf(caseId))) {
    const { id, drawn } = value as Partial<DrawnRecord>;
    if (typeof id === 'string' && slideIdOf({ slideId: drawn?.slideId, caseId }) === slideId)
      await records.delete([caseId, id]);
  }
}
