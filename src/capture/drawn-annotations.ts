import { type DrawnAnnotation, drawnAnnotationSchema } from '../domain/annotation';
import type { DrawnChange, SetAside } from './case-store';
import type { Connection, Transaction } from './database';
import { firstIssue, valid } from './records';

/** As stored in the database. */
export interface DrawnRecord {
  readonly caseId: string;
  readonly id: string;
  readonly drawn: DrawnAnnotation;
}

type Key = [caseId: string, id: string];

/** Keys of one case: an array sorts after every string. */
export const drawnOf = (caseId: string): IDBKeyRange => IDBKeyRange.bound([caseId], [caseId, []]);

/**
 * Annotations of a case in the order of its list. One that cannot be read is moved out of the way, as it is; one of a
 * later version stays where it is.
 * @returns `aside`: how many were moved
 */
export async function readDrawn(
  connection: Connection,
  caseId: string,
): Promise<{ readonly drawn: readonly DrawnAnnotation[]; readonly aside: number }> {
  const drawn: DrawnAnnotation[] = [];
  const corrupt: { key: Key; value: unknown; reason: string }[] = [];
  for (const { key, value } of await readValues(connection, caseId)) {
    const content = (value as Partial<DrawnRecord> | undefined)?.drawn;
    const version: unknown = content?.schema;
    if (typeof version === 'number' && version > 1) continue;
    const parsed = drawnAnnotationSchema.safeParse(content);
    if (!parsed.success) corrupt.push({ key, value, reason: firstIssue(parsed.error) });
    else if (parsed.data.annotation.id !== key[1])
      corrupt.push({ key, value, reason: 'its id differs from its key' });
    else drawn.push(parsed.data);
  }
  if (corrupt.length > 0)
    await connection.write(async (transaction) => {
      for (const { key, value, reason } of corrupt) {
        const id = key[1];
        const at = new Date().toISOString();
        const note: SetAside = { key: `annotation ${id} ${at}`, kind: 'annotation', id, reason, at };
        await transaction.objectStore('aside').put({ key: note.key, note, raw: { drawn: value } });
        await transaction.objectStore('drawn').delete(key);
      }
    });
  return { drawn: drawn.sort((a, b) => a.order - b.order), aside: corrupt.length };
}

/** @throws ReticleError 'record-corrupt': nothing that cannot be read again is written */
export function checkedChange({ put, remove }: DrawnChange): DrawnChange {
  return { put: put.map((drawn) => valid(drawnAnnotationSchema, drawn, 'The annotation')), remove };
}

export async function writeDrawn(
  transaction: Transaction<'readwrite'>,
  caseId: string,
  { put, remove }: DrawnChange,
): Promise<void> {
  const records = transaction.objectStore('drawn');
  // Asynchronous each: one that is refused at once must not leave the others without anybody who awaits them.
  await Promise.all([
    ...put.map(async (drawn) => {
      await records.put({ caseId, id: drawn.annotation.id, drawn } satisfies DrawnRecord);
    }),
    ...remove.map(async (id) => records.delete([caseId, id])),
  ]);
}

/** Where the browser cannot decode one of them, each is read by itself, and that one comes as undefined. */
async function readValues(connection: Connection, caseId: string): Promise<{ key: Key; value: unknown }[]> {
  const range = drawnOf(caseId);
  const both = await connection
    .read(async (transaction) => {
      const records = transaction.objectStore('drawn');
      return Promise.all([records.getAllKeys(range), records.getAll(range)]);
    })
    .catch(() => null);
  if (both) return both[0].map((key, i) => ({ key, value: both[1][i] }));
  const keys = await connection.read((transaction) => transaction.objectStore('drawn').getAllKeys(range));
  return Promise.all(
    keys.map(async (key) => ({
      key,
      value: await connection
        .read((transaction) => transaction.objectStore('drawn').get(key))
        .catch(() => undefined),
    })),
  );
}
