import type { CaseStore } from '../../capture/case-store';
import type { Annotation, AnnotationClass, DrawnAnnotation } from '../../domain/annotation';
import { MAX_CLASSES } from '../../domain/case';
import { ReticleError } from '../../domain/errors';
import type { ReadCase } from '../../export/archive/read-archive';
import type { ReadAnnotations } from '../../export/geojson/read-geojson';

export interface RestoredCase {
  readonly title: string;
  readonly added: number;
  /** Snapshots that were here already and stayed as they are. */
  readonly present: number;
  /** Annotations of the live slide that were not here. */
  readonly drawn: number;
}

type Store = Pick<
  CaseStore,
  | 'cases'
  | 'createCase'
  | 'updateCase'
  | 'restoreCase'
  | 'snapshots'
  | 'add'
  | 'restore'
  | 'deleted'
  | 'drawn'
  | 'keepDrawn'
  | 'createSlide'
  | 'restoreSlide'
  | 'keepPackedMap'
>;

/**
 * Puts an archive's case back under its own ids. What is here already is left as it is, so that importing
 * twice changes nothing and no newer work is overwritten.
 * @throws ReticleError of the store; what was stored until then stays, and importing again goes on from there
 */
export async function restoreCase(
  store: Store,
  { case: kase, slides, snapshots, drawn }: ReadCase,
): Promise<RestoredCase> {
  const deleted = await store.deleted();
  if (deleted.cases.some(({ id }) => id === kase.id)) await store.restoreCase(kase.id);
  const here = (await store.cases()).find(({ id }) => id === kase.id);
  if (!here) {
    const { id, createdAt, title, accession, notes, classes } = kase;
    await store.createCase({ id, createdAt, title, accession, notes, classes });
  } else await addClasses(store, here.id, here.classes, kase.classes);
  const goneSlides = new Set(deleted.slides.map(({ id }) => id));
  for (const { slide, map, view, picture } of slides) {
    if (goneSlides.has(slide.id)) await store.restoreSlide(slide.id);
    await store.createSlide(slide);
    if (map) await store.keepPackedMap(slide.id, map, view && { view, picture });
  }
  const present = new Set((await store.snapshots(kase.id)).map(({ id }) => id));
  const tombstones = new Set(deleted.snapshots.map(({ id }) => id));
  let added = 0;
  for (const stored of [...snapshots].sort((a, b) => a.snapshot.number - b.snapshot.number)) {
    const { id } = stored.snapshot;
    if (present.has(id)) continue;
    if (tombstones.has(id)) await store.restore(id);
    else await store.add(stored);
    added++;
  }
  const restored = { title: kase.title, added, present: snapshots.length - added };
  return { ...restored, drawn: await restoreDrawn(store, kase.id, drawn) };
}

/** Puts those that are not here behind those that are. */
async function restoreDrawn(
  store: Pick<Store, 'drawn' | 'keepDrawn'>,
  caseId: string,
  incoming: readonly DrawnAnnotation[],
): Promise<number> {
  if (incoming.length === 0) return 0;
  const here = await store.drawn(caseId);
  const known = new Set(here.map(({ annotation }) => annotation.id));
  const next = here.reduce((most, { order }) => Math.max(most, order + 1), 0);
  const put = incoming
    .filter(({ annotation }) => !known.has(annotation.id))
    .map((drawn, k) => ({ ...drawn, order: next + k }));
  if (put.length > 0) await store.keepDrawn(caseId, { put, remove: [] });
  return put.length;
}

export interface AddedAnnotations {
  readonly added: number;
  /** Annotations of the same id, replaced by what the file says. */
  readonly updated: number;
  readonly newClasses: number;
  readonly losses: readonly string[];
  undo(): Promise<void>;
}

const MAX_ANNOTATIONS = 20_000;

/** Adds what a GeoJSON file holds to a snapshot. */
export async function addAnnotations(
  store: Pick<CaseStore, 'cases' | 'updateCase' | 'updateSnapshot'>,
  to: { readonly caseId: string; readonly snapshotId: string; readonly annotations: readonly Annotation[] },
  read: ReadAnnotations,
): Promise<AddedAnnotations> {
  const known = new Set(to.annotations.map(({ id }) => id));
  const incoming = new Map(read.annotations.map((annotation) => [annotation.id, annotation]));
  const kept = to.annotations.map((annotation) => incoming.get(annotation.id) ?? annotation);
  const fresh = read.annotations.filter(({ id }) => !known.has(id));
  const annotations = [...kept, ...fresh];
  if (annotations.length > MAX_ANNOTATIONS)
    throw new ReticleError(
      'file-too-large',
      `The snapshot would have ${annotations.length} annotations; it holds ${MAX_ANNOTATIONS}.`,
      'Nothing was imported. Export fewer objects from the other program.',
    );
  const kase = (await store.cases()).find(({ id }) => id === to.caseId);
  await addClasses(store, to.caseId, kase?.classes ?? [], read.newClasses);
  await store.updateSnapshot(to.snapshotId, { annotations });
  const before = [...to.annotations];
  return {
    added: fresh.length,
    updated: read.annotations.length - fresh.length,
    newClasses: read.newClasses.length,
    losses: read.losses,
    undo: async () => {
      await store.updateSnapshot(to.snapshotId, { annotations: before });
    },
  };
}

async function addClasses(
  store: Pick<CaseStore, 'updateCase'>,
  caseId: string,
  known: readonly AnnotationClass[],
  incoming: readonly AnnotationClass[],
): Promise<void> {
  const missing = incoming.filter(({ id }) => !known.some((entry) => entry.id === id));
  if (missing.length === 0) return;
  const classes = [...known, ...missing];
  if (classes.length > MAX_CLASSES)
    throw new ReticleError(
      'file-too-large',
      `The case would have ${classes.length} classes; it holds ${MAX_CLASSES}.`,
      'Nothing was imported. Merge classes in the other program, then export again.',
    );
  await store.updateCase(caseId, { classes });
}
