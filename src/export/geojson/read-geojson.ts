import { type Annotation, type AnnotationClass, annotationSchema, type Shape } from '../../domain/annotation';
import type { Snapshot } from '../../domain/case';
import { ReticleError } from '../../domain/errors';
import type { RectUm } from '../../domain/geometry';
import type { Parsed } from '../adapter';
import { imageFrame } from '../image-frame';
import { isOutside } from '../in-picture';
import { ClassBook } from './class-book';
import { featuresOf, MAX_ANNOTATIONS, tooMany } from './features';
import type { Written } from './geometry';
import { asFrame, headerOf } from './header';
import { Losses } from './losses';
import { openGeojson } from './open-file';
import { PointSets } from './point-sets';
import { type ReadFeature, readFeature } from './read-feature';
import type { ToSlide } from './read-shape';

export interface ReadAnnotations {
  readonly annotations: readonly Annotation[];
  /** Classes the file names that the case did not have. */
  readonly newClasses: readonly AnnotationClass[];
  /** The snapshot that the file says it came from; null for files of other programs. */
  readonly snapshotId: string | null;
  /** The run of the tracker that the islands belong to; null for files that are not of the live slide. */
  readonly look: string | null;
  /** What could not be kept, a sentence each. */
  readonly losses: readonly string[];
}

export interface ReadInto {
  readonly snapshot: Pick<Snapshot, 'width' | 'height' | 'stage' | 'calibration'>;
  readonly classes: readonly AnnotationClass[];
  /** ISO 8601: when what has no date of its own counts as made. */
  readonly now: string;
  /** Random UUIDs by default. */
  readonly newId?: () => string;
}

/**
 * Reads a GeoJSON file of ours, of QuPath or of other programs, also packed as gzip or ZIP, into the slide space of a
 * snapshot. Coordinates are px of that snapshot's picture unless the file says otherwise. What of a feature is not kept,
 * and what cannot be read, is counted and told; a file of which nothing can be read is refused by name.
 */
export function readGeojson(file: Blob, into: ReadInto): Promise<Parsed<ReadAnnotations>> {
  return parsing(async () => read(await openGeojson(file), into));
}

/** The snapshot that a file of ours came from; null for other programs' files. */
export function snapshotIdOf(
  file: Blob,
): Promise<Parsed<{ readonly snapshotId: string | null; readonly look: string | null }>> {
  return parsing(async () => {
    const json = await openGeojson(file);
    featuresOf(json);
    const header = headerOf(json);
    const snapshotId = header && 'snapshotId' in header ? header.snapshotId : null;
    return { snapshotId, look: header?.look ?? null };
  });
}

async function parsing<T>(work: () => Promise<T>): Promise<Parsed<T>> {
  try {
    return { parsed: await work(), error: null };
  } catch (error) {
    if (error instanceof ReticleError) return { parsed: null, error };
    throw error;
  }
}

function read(json: unknown, into: ReadInto): ReadAnnotations {
  const features = featuresOf(json);
  const header = headerOf(json);
  const picture = header && header.look === undefined ? header : null;
  const frame = imageFrame(picture ? asFrame(picture) : into.snapshot);
  const inUm = header?.coordinates === 'um';
  const toSlide: ToSlide = inUm ? ({ x, y }) => ({ x, y }) : frame.toSlide;
  const written: Written = inUm ? (point) => point : frame.toPx;
  const island = picture?.island ?? into.snapshot.stage?.island ?? 0;

  const { newId = () => crypto.randomUUID() } = into;
  const losses = new Losses();
  const classes = new ClassBook(into.classes, newId);
  const sets = new PointSets(features.length > MAX_ANNOTATIONS);
  const ids = new FreeIds(newId);
  const annotations: Annotation[] = [];
  for (const raw of features) {
    const feature = readFeature(raw, { toSlide, written }, losses);
    if (!feature) continue;
    const classId = classes.idOf(feature.namedClass, feature.classId);
    const [only] = feature.shapes;
    const isPlain = !feature.isOwn && !feature.label && !feature.locked;
    if (only && isPlain && sets.take(only, classId)) continue;
    for (const shape of feature.shapes)
      annotations.push({
        ...annotated(feature, into),
        ...{ id: ids.take(feature.id), shape, classId },
        island: header?.look ? (feature.island ?? 0) : island,
      });
    if (annotations.length > MAX_ANNOTATIONS) throw tooMany(features.length);
  }
  if (losses.unreadCount > 0 && losses.unreadCount === features.length) throw nothingRead(losses);
  const sums = sets.filled().map(({ classId, points }) => {
    const shape: Shape = { kind: 'points', points };
    return { ...annotated(null, into), ...{ id: newId(), shape, classId, island } };
  });
  return {
    annotations: [...annotations, ...sums],
    newClasses: classes.added,
    snapshotId: picture?.snapshotId ?? null,
    look: header?.look ?? null,
    losses: [
      ...(inUm ? [] : outsideNote([...annotations, ...sums], frame.field)),
      ...losses.sentences(),
      ...sumsNote(sums),
    ],
  };
}

function sumsNote(sums: readonly Annotation[]): string[] {
  const points = sums.reduce((sum, { shape }) => sum + ('points' in shape ? shape.points.length : 0), 0);
  return sums.length === 0
    ? []
    : [
        `${points} single points were put together as ${sums.length === 1 ? 'one count' : `${sums.length} counts`}, by class.`,
      ];
}

const annotated = (feature: ReadFeature | null, { now }: ReadInto) => ({
  label: feature?.label ?? '',
  locked: feature?.locked ?? false,
  createdAt: feature?.createdAt ?? now,
  origin: feature?.origin ?? { kind: 'drawn' as const },
});

/** Ids of a file as far as they are UUIDs, each once. */
class FreeIds {
  readonly #taken = new Set<string>();

  constructor(private readonly newId: () => string) {}

  /** Of an object that was split, only the first part keeps the id that it is known by. */
  take(id: unknown): string {
    const known = annotationSchema.shape.id.safeParse(id);
    const free = known.success && !this.#taken.has(known.data) ? known.data : this.newId();
    this.#taken.add(free);
    return free;
  }
}

/** Told where most of what came lies outside the picture: coordinates of a whole slide, or of another picture. */
function outsideNote(annotations: readonly Annotation[], field: RectUm): string[] {
  const outside = annotations.filter(({ shape }) => isOutside(shape, field)).length;
  if (outside === 0 || 2 * outside < annotations.length) return [];
  const all = outside === annotations.length ? 'All' : `${outside} of ${annotations.length}`;
  return [
    `${all} objects lie outside the picture: the coordinates may be those of a whole slide or of another picture.`,
  ];
}

function nothingRead(losses: Losses): ReticleError {
  return new ReticleError(
    losses.isTooLarge ? 'file-too-large' : 'file-corrupt',
    `Nothing of the file can be read. ${losses.firstUnread}.`,
    'Nothing was imported. Correct or remove that feature, then import again.',
  );
}
