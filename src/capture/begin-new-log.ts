import { deleteDB, openDB } from 'idb';

/** More than LevelDB holds before it begins a new log: 4 MiB, its default. */
const FILLER_RECORDS = 128;
/** Below what Chromium moves out of LevelDB into a file of its own (64 KiB). */
const FILLER_BYTES = 40_960;
const FILLER_DATABASE = 'reticle-filler';
/** Another page may hold the filler for a moment; cases do not wait for longer, ms. */
const PATIENCE_MS = 3000;

/**
 * Makes a browser that keeps IndexedDB in LevelDB (Chromium) begin a new log, before anything is written that counts.
 *
 * A browser that is killed can leave half a record at the end of its log. The next one reads over it and writes on
 * behind it; the one after that finds a checksum that does not fit, takes all of the origin's databases as damaged and
 * deletes them. Once the write buffer has been filled, log and half record are put away. Never fails: a browser that
 * refuses is no worse off than without.
 */
export function beginNewLog(): Promise<void> {
  begun ??= Promise.race([fill(), new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  return begun;
}

/** Once a page is enough. */
let begun: Promise<void> | null = null;

async function fill(): Promise<void> {
  try {
    const database = await openDB(FILLER_DATABASE, 1, {
      upgrade: (created) => void created.createObjectStore('filler'),
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    const filler = new Uint8Array(FILLER_BYTES);
    const transaction = database.transaction('filler', 'readwrite', { durability: 'strict' });
    for (let i = 0; i < FILLER_RECORDS; i++) void transaction.store.put(filler, i).catch(() => {});
    await transaction.done;
    database.close();
    // The write after the full buffer is what begins the log.
    await deleteDB(FILLER_DATABASE);
  } catch {
    await deleteDB(FILLER_DATABASE).catch(() => {});
  }
}
