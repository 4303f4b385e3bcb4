import type { DrawnAnnotation } from '../domain/annotation';
import type { Case, Snapshot, StoredSnapshot } from '../domain/case';
import type { Slide } from '../domain/slide';
import type { SlideStore } from './slide-store';
import type { StorageUsage } from './usage';

/** What the user may set of a case. */
export type CaseFields = Partial<Pick<Case, 'title' | 'accession' | 'notes' | 'classes'>>;
/** What may change of a snapshot once captured: never its pictures, place or provenance. */
export type SnapshotFields = Partial<Pick<Snapshot, 'annotations' | 'notes'>>;

/** A record that could not be read. It stays in the database, out of the way. */
export interface SetAside {
  readonly key: string;
  readonly kind: 'case' | 'slide' | 'map' | 'snapshot' | 'annotation';
  readonly id: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What an edit of the live slide's annotations changed. */
export interface DrawnChange {
  readonly put: readonly DrawnAnnotation[];
  /** Ids of annotations that are gone. */
  readonly remove: readonly string[];
}

export interface Deleted {
  readonly cases: readonly Case[];
  /** Of cases that are not deleted. */
  readonly slides: readonly Slide[];
  /** Of cases and slides that are not deleted. */
  readonly snapshots: readonly Snapshot[];
}

/**
 * Cases, slides and snapshots in the browser's storage. Every promise of a change resolves when the change is
 * on the disk, whole: a process killed in the next instant loses nothing of it.
 * All reject with ReticleError: 'storage-full', 'storage-unavailable', 'storage-newer',
 * 'record-missing' (no such id), 'record-corrupt' (set aside; the others go on).
 */
export interface CaseStore extends SlideStore {
  /** Newest change first, without deleted ones. */
  cases(): Promise<readonly Case[]>;
  /** With `id`, `createdAt` (import) the case keeps them; an id that exists is refused. */
  createCase(fields: CaseFields & Partial<Pick<Case, 'id' | 'createdAt'>>): Promise<Case>;
  updateCase(id: string, fields: CaseFields): Promise<Case>;
  removeCase(id: string): Promise<void>;
  restoreCase(id: string): Promise<void>;

  /** By number, without deleted ones and those of deleted slides. */
  snapshots(caseId: string): Promise<readonly Snapshot[]>;
  /**
   * Stores a snapshot with all its parts. Its number is kept where it is the case's highest so far,
   * otherwise it gets the next one; case and slide are made if there are none (or no longer).
   * @param thumbnail small JPEG or PNG for the strip
   */
  add(stored: StoredSnapshot, thumbnail?: Blob): Promise<Snapshot>;
  /** Snapshot and parts, verified by their sha256. */
  get(id: string): Promise<StoredSnapshot>;
  /** Null where none was stored. */
  thumbnail(id: string): Promise<Blob | null>;
  updateSnapshot(id: string, fields: SnapshotFields): Promise<Snapshot>;
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;

  /** Annotations of a case (of one of its slides), in the order of their list. What cannot be read is set aside. */
  drawn(caseId: string, slideId?: string): Promise<readonly DrawnAnnotation[]>;
  /** Stores an edit of them; listeners are not told. 'record-missing' where the case is gone. */
  keepDrawn(caseId: string, change: DrawnChange): Promise<void>;

  /** What was deleted and can still be restored. */
  deleted(): Promise<Deleted>;
  /** Frees the space of what was deleted longer ago than this, ms (0: all of it). Cannot be undone. */
  purge(olderThanMs: number): Promise<void>;
  /** Records that could not be read. */
  setAside(): Promise<readonly SetAside[]>;
  usage(): Promise<StorageUsage>;
  /** Called after each change made through this store or by another tab. Returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
  close(): Promise<void>;
}
