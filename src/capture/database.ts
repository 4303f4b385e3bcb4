import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { ReticleError } from '../domain/errors';
import type { PartsRecord } from './parts-record';
import { isUuid, onlySlideRecord } from './slide-records';

/** Raised only when the layout of object stores changes; records carry a `schema` of their own. */
export const DATABASE_VERSION = 3;
export const DATABASE_NAME = 'reticle-cases';

/** Values are unknown on purpose: whatever is on the disk is validated when read. */
export interface CaptureSchema extends DBSchema {
  cases: { key: string; value: unknown };
  snapshots: { key: string; value: unknown; indexes: { byCase: [string, number] } };
  parts: { key: string; value: PartsRecord | undefined };
  thumbnails: { key: string; value: unknown };
  aside: { key: string; value: unknown };
  /** Annotations of the live slide, one record each: an edit writes what it changes. */
  drawn: { key: [caseId: string, id: string]; value: unknown };
  slides: { key: string; value: unknown; indexes: { byCase: [string, number] } };
  /** By slide id. Large: read when the slide is continued or looked at. */
  slideMaps: { key: string; value: unknown };
  /** By slide id: what the list of slides shows of its map. */
  slideViews: { key: string; value: unknown };
}
export type StoreName =
  | 'cases'
  | 'snapshots'
  | 'parts'
  | 'thumbnails'
  | 'aside'
  | 'slides'
  | 'slideMaps'
  | 'slideViews';
export type Transaction<M extends IDBTransactionMode> = IDBPTransaction<
  CaptureSchema,
  (StoreName | 'drawn')[],
  M
>;

export const ALL_STORES: (StoreName | 'drawn')[] = [
  'cases',
  'snapshots',
  'parts',
  'thumbnails',
  'aside',
  'drawn',
  'slides',
  'slideMaps',
  'slideViews',
];

/** One connection that opens again after the browser has closed it. */
export class Connection {
  #opening: Promise<IDBPDatabase<CaptureSchema>> | null = null;

  constructor(private readonly name: string) {}

  /** @throws ReticleError 'storage-newer', 'storage-unavailable' */
  database(): Promise<IDBPDatabase<CaptureSchema>> {
    this.#opening ??= this.#open().catch((cause: unknown) => {
      this.#opening = null;
      throw cause;
    });
    return this.#opening;
  }

  /**
   * Runs `work` in one transaction over all object stores: all of it or none.
   * Resolves when the operating system has the data on the disk ('strict'), not when it is in a cache.
   */
  async write<T>(work: (transaction: Transaction<'readwrite'>) => Promise<T>): Promise<T> {
    const transaction = await this.#begin('readwrite');
    let result: T;
    try {
      result = await work(transaction);
    } catch (cause) {
      abort(transaction);
      throw storageError(cause);
    }
    try {
      await transaction.done;
    } catch (cause) {
      throw storageError(cause);
    }
    return result;
  }

  async read<T>(work: (transaction: Transaction<'readonly'>) => Promise<T>): Promise<T> {
    const transaction = await this.#begin('readonly');
    try {
      return await work(transaction);
    } catch (cause) {
      throw storageError(cause);
    }
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    (await opening)?.close();
  }

  /** A connection may have been closed under us without a word (other tab upgrades, site data cleared). */
  async #begin<M extends IDBTransactionMode>(mode: M): Promise<Transaction<M>> {
    const begin = async () => (await this.database()).transaction(ALL_STORES, mode, { durability: 'strict' });
    const transaction = await begin()
      .catch((cause: unknown) => {
        if (!(cause instanceof DOMException && cause.name === 'InvalidStateError')) throw cause;
        this.#opening = null;
        return begin();
      })
      .catch((cause: unknown) => {
        throw storageError(cause);
      });
    // Callers await it where it matters; a failed request must not report its abort a second time, unhandled.
    transaction.done.catch(() => {});
    return transaction;
  }

  async #open(): Promise<IDBPDatabase<CaptureSchema>> {
    try {
      return await patiently(() => this.#openOnce());
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'VersionError')
        throw new ReticleError(
          'storage-newer',
          `The cases on this computer were written by a newer version of Reticle (storage layout above ${DATABASE_VERSION}).`,
          'Open them with that version. Nothing was changed; pictures can still be saved as files.',
          { cause },
        );
      throw new ReticleError(
        'storage-unavailable',
        `The browser does not open its storage (${describe(cause)}).`,
        'Leave private browsing, allow site data for this page, then reload. Until then save pictures as files.',
        { cause },
      );
    }
  }

  #openOnce(): Promise<IDBPDatabase<CaptureSchema>> {
    return openDB<CaptureSchema>(this.name, DATABASE_VERSION, {
      async upgrade(created, before, _after, transaction) {
        if (before < 1) {
          created.createObjectStore('cases', { keyPath: 'id' });
          const snapshots = created.createObjectStore('snapshots', { keyPath: 'id' });
          snapshots.createIndex('byCase', ['caseId', 'number']);
          created.createObjectStore('parts', { keyPath: 'id' });
          created.createObjectStore('thumbnails', { keyPath: 'id' });
          created.createObjectStore('aside', { keyPath: 'key' });
        }
        if (before < 2) created.createObjectStore('drawn', { keyPath: ['caseId', 'id'] });
        if (before < 3) {
          const slides = created.createObjectStore('slides', { keyPath: 'id' });
          slides.createIndex('byCase', ['caseId', 'number']);
          created.createObjectStore('slideMaps', { keyPath: 'id' });
          created.createObjectStore('slideViews', { keyPath: 'id' });
          // By keys alone: a case that the browser cannot decode must not keep the others from opening.
          for (const caseId of await transaction.objectStore('cases').getAllKeys())
            if (isUuid(caseId)) await slides.put(onlySlideRecord(caseId));
        }
      },
      blocking: () => void this.close(),
      terminated: () => {
        this.#opening = null;
      },
    });
  }
}

/** Pauses before the storage is opened again, ms: about 4 s in all. */
const REOPEN_AFTER = [100, 300, 800, 1200, 1600] as const;

/**
 * A browser that starts right after it was killed may find its own storage locked by the dead process; it then
 * says UnknownError, and opens it a moment later.
 */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (const pause of REOPEN_AFTER) {
    try {
      return await attempt();
    } catch (cause) {
      if (!(cause instanceof DOMException && cause.name === 'UnknownError')) throw cause;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return attempt();
}

function abort(transaction: Transaction<'readwrite'>): void {
  try {
    transaction.abort();
  } catch {
    // Already over.
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

/** Names what storage refuses: full storage first of all. */
export function storageError(cause: unknown): ReticleError {
  if (cause instanceof ReticleError) return cause;
  if (cause instanceof Error && cause.name === 'QuotaExceededError')
    return new ReticleError(
      'storage-full',
      'The storage that the browser grants this page is full: this was not stored.',
      'Export and delete old cases, or free disk space, then do it again. What was stored before is kept.',
      { cause },
    );
  return new ReticleError(
    'storage-unavailable',
    `The browser's storage failed (${describe(cause)}).`,
    'Do it again; if it fails again, reload the page. What was stored before is kept.',
    { cause },
  );
}
