import type { Case } from '../../domain/case';
import type { SlideToExport } from '../../export/adapter';
import { writeArchive } from '../../export/archive/write-archive';
import type { UnsavedCapture } from '../session/unsaved-captures';

export interface SaveUnsavedPorts {
  /** Cases that are known, with their titles. */
  readonly cases: readonly Case[];
  readonly version: string;
  /** Throws where the browser refuses. */
  readonly saveFile: (blob: Blob, name: string) => void;
}

/**
 * Saves captures that could not be stored as Reticle archives, one a case, from which an import restores picture,
 * bare frame, maps and annotations. All are written before the first is saved.
 * @throws ReticleError 'export-failed'
 */
export async function saveUnsaved(
  captures: readonly UnsavedCapture[],
  { cases, version, saveFile }: SaveUnsavedPorts,
): Promise<void> {
  const ids = new Set(captures.map(({ stored }) => stored.snapshot.caseId));
  const archives = [];
  for (const id of ids) {
    const mine = captures.filter(({ stored }) => stored.snapshot.caseId === id);
    const kase = cases.find((each) => each.id === id) ?? unknownCase(id, mine);
    archives.push(
      await writeArchive(
        {
          case: kase,
          slides: slidesOf(id, mine),
          snapshots: mine.map(({ stored: { snapshot, parts } }, k) => ({
            snapshot: { ...snapshot, number: k + 1 },
            read: async () => ({ parts, measurements: [] }),
          })),
          options: { coordinates: 'px' },
          version,
        },
        { restorable: true, files: nothing() },
      ),
    );
  }
  for (const { blob, name } of archives) saveFile(blob, name.replace(/\.zip$/, '_not-stored.zip'));
}

/** The slides of the captures, as they would have been stored. */
function slidesOf(caseId: string, captures: readonly UnsavedCapture[]): readonly SlideToExport[] {
  const slides = new Map(captures.map(({ slide, stored }) => [slide.id, { slide, stored }]));
  return [...slides.values()].map(({ slide: { id, label, source }, stored }, k) => ({
    slide: { schema: 1, id, caseId, number: k + 1, label, createdAt: stored.snapshot.capturedAt, source },
    read: async () => ({ map: null, view: null, picture: null }),
  }));
}

/** A case that could not be made is restored by the id that its captures have. */
function unknownCase(id: string, captures: readonly UnsavedCapture[]): Case {
  const at = captures[0]?.stored.snapshot.capturedAt ?? new Date().toISOString();
  return { schema: 1, id, title: '', accession: '', notes: '', classes: [], createdAt: at, updatedAt: at };
}

async function* nothing() {}
