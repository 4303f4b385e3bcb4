import { beginNewLog } from './begin-new-log';
import type { CaseStore } from './case-store';
import { Connection, DATABASE_NAME } from './database';
import { IndexedCaseStore } from './indexed-case-store';

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
