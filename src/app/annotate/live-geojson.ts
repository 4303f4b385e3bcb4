import {
  type Annotation,
  type AnnotationClass,
  FIRST_UNPLACED_ISLAND,
  isPlaced,
} from '../../domain/annotation';
import { ReticleError } from '../../domain/errors';
import type { ReadAnnotations } from '../../export/geojson/read-geojson';
import { reading } from '../../export/reading/reading';
import { t } from '../i18n/i18n';
import type { AnnotationSession } from './annotation-session';
import { measureRows } from './measure-rows';

/** All annotations of the live slide as GeoJSON in um, with their figures. */
export async function exportLive(
  { editor, look: { id: look } }: AnnotationSession,
  classes: readonly AnnotationClass[],
  relative: number | null,
  version: string,
): Promise<Blob> {
  const { writeLiveGeojson } = await import('../../export/geojson/write-geojson');
  const { annotations } = editor.state;
  const measurements = measureRows(annotations, relative).flatMap(({ figure }) => figure ?? []);
  const text = JSON.stringify(writeLiveGeojson({ annotations, classes, measurements, version, look }));
  return new Blob([text], { type: 'application/geo+json' });
}

export interface ImportedLive extends Pick<ReadAnnotations, 'newClasses' | 'losses'> {
  /** Points and other shapes that came in. */
  readonly count: number;
}

/**
 * Adds what a GeoJSON file holds to the live slide, as one step of undo. A file of the live slide keeps its places while
 * tracking goes on as it did, and has none otherwise; what is here already stays as it is. A picture's file (QuPath)
 * lies on the field as it is shown now.
 * @throws ReticleError naming what is wrong with the file
 */
export async function importLive(
  session: AnnotationSession,
  file: Blob,
  classes: readonly AnnotationClass[],
): Promise<ImportedLive> {
  const origin = await reading().originOf(file);
  const { placement } = session;
  if (!placement && origin.look === null)
    throw new ReticleError(
      'file-unsupported',
      t('annotate.files.placeFirst'),
      t('annotate.files.placeFirstRemedy'),
    );
  const parsed = await reading().geojson(file, {
    snapshot: {
      width: placement?.width ?? 1,
      height: placement?.height ?? 1,
      stage: placement && { ...placement.centre, island: placement.island, confidence: 1 },
      calibration: placement && {
        umPerPx: placement.umPerPx,
        uncertaintyUmPerPx: null,
        basis: 'entered',
        objective: null,
        profile: null,
      },
    },
    classes,
    now: new Date().toISOString(),
  });
  const present = session.editor.state.annotations;
  const known = new Set(present.map(({ id }) => id));
  const fresh = parsed.look ? parsed.annotations.filter(({ id }) => !known.has(id)) : parsed.annotations;
  // A picture's own stage position is one of an earlier look.
  const here = parsed.look === session.look.id || (parsed.look === null && parsed.snapshotId === null);
  const placed = here ? fresh : unplaced(fresh, present);
  session.editor.addAll(placed);
  return { count: countOf(placed), newClasses: parsed.newClasses, losses: parsed.losses };
}

function unplaced(fresh: readonly Annotation[], present: readonly Annotation[]): readonly Annotation[] {
  let next = FIRST_UNPLACED_ISLAND;
  for (const { island } of [...present, ...fresh].filter((entry) => !isPlaced(entry)))
    next = Math.max(next, island + 1);
  const islands = new Map<number, number>();
  return fresh.map((annotation) => {
    const island = islands.get(annotation.island) ?? next++;
    islands.set(annotation.island, island);
    return { ...annotation, island };
  });
}

function countOf(annotations: readonly Annotation[]): number {
  let count = 0;
  for (const { shape } of annotations) count += shape.kind === 'points' ? shape.points.length : 1;
  return count;
}
