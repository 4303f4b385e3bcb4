import { z } from 'zod';
import {
  type Annotation,
  type AnnotationClass,
  annotationSchema,
  MAX_POINTS,
  pointUmSchema,
  type Shape,
  shapeSchema,
} from '../../domain/annotation';
import type { Snapshot } from '../../domain/case';
import { ReticleError } from '../../domain/errors';
import type { PointUm } from '../../domain/geometry';
import { shapeOfRegion } from '../../domain/outline';
import { simpleRegion } from '../../domain/region';
import type { Parsed } from '../adapter';
import { imageFrame } from '../image-frame';
import { geometryOf, type Written } from './geometry';
import { GEOJSON_VERSION, PLAIN } from './write-geojson';

const MAX_BYTES = 256 * 2 ** 20;
/** A snapshot holds as many annotations; of more, plain points are put together by class. */
const MAX_ANNOTATIONS = 20_000;
const MAX_FEATURES = 200_000;
/** Of classes that come with a file and have no colour: Okabe and Ito's blue. */
const PLAIN_COLOUR: [number, number, number] = [86, 180, 233];

const finite = z.number().finite();
const position = z.array(finite).min(2).max(4);
const ring = z.array(position).min(4);
const geometrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Point'), coordinates: position }),
  z.object({ type: z.literal('MultiPoint'), coordinates: z.array(position).min(1) }),
  z.object({ type: z.literal('LineString'), coordinates: z.array(position).min(2) }),
  z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).min(1)).min(1) }),
]);
type Geometry = z.infer<typeof geometrySchema>;

const channel = z.int().min(0).max(255);
const propertiesSchema = z.object({
  name: z.string().optional(),
  classification: z
    .object({
      name: z.string().min(1),
      color: z.tuple([channel, channel, channel]).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  isLocked: z.boolean().optional().catch(undefined),
});
const ownSchema = z.object({
  shape: z.union([shapeSchema, z.object({ kind: z.enum(PLAIN) })]),
  classId: annotationSchema.shape.classId,
  island: annotationSchema.shape.island,
  createdAt: annotationSchema.shape.createdAt,
  origin: annotationSchema.shape.origin,
});
const featureSchema = z.object({
  type: z.literal('Feature'),
  id: z.unknown().optional(),
  geometry: geometrySchema,
  properties: propertiesSchema.nullish(),
  reticle: ownSchema.optional().catch(undefined),
});
const headerSchema = z.object({
  version: z.number(),
  snapshotId: z.uuid(),
  coordinates: z.enum(['px', 'um']),
  width: z.number().positive(),
  height: z.number().positive(),
  centre: z.object({ x: finite, y: finite }),
  umPerPx: z.number().positive(),
  calibrated: z.boolean(),
  island: z.int().min(0),
});

/** Files of the live slide: islands stand with the features. */
const liveHeaderSchema = z.object({ version: z.number(), look: z.uuid(), coordinates: z.literal('um') });

type Header =
  | (z.infer<typeof headerSchema> & { readonly look?: undefined })
  | z.infer<typeof liveHeaderSchema>;

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
  readonly newId: () => string;
}

/**
 * Reads a GeoJSON file of ours or of QuPath into the slide space of a snapshot. Coordinates are px of that
 * snapshot's picture unless the file says otherwise. All or nothing: a wrong feature refuses the file by name.
 */
export async function readGeojson(file: Blob, into: ReadInto): Promise<Parsed<ReadAnnotations>> {
  try {
    return { parsed: await read(file, into), error: null };
  } catch (error) {
    if (error instanceof ReticleError) return { parsed: null, error };
    throw error;
  }
}

async function read(file: Blob, into: ReadInto): Promise<ReadAnnotations> {
  const json = await load(file);
  const features = featuresOf(json);
  const header = headerOf(json);
  const picture = header && header.look === undefined ? header : null;
  const frame = imageFrame(picture ? asFrame(picture) : into.snapshot);
  const inUm = header?.coordinates === 'um';
  const toSlide = ([x = 0, y = 0]: number[]): PointUm => (inUm ? { x, y } : frame.toSlide({ x, y }));
  const written: Written = inUm ? (point) => point : frame.toPx;
  const classes = new ClassBook(into.classes, into.newId);
  const losses: string[] = [];
  const annotations: Annotation[] = [];
  const sets = new PointSets(features.length > MAX_ANNOTATIONS);
  const taken = new Set<string>();
  features.forEach((raw, index) => {
    const feature = featureSchema.safeParse(raw);
    if (!feature.success) throw wrongFeature(index, raw, feature.error);
    const { id, geometry, properties, reticle } = feature.data;
    const { shapes, loss } = shapesOf(geometry, ownShape(reticle?.shape, geometry, written), toSlide, index);
    if (loss) losses.push(`Feature ${index + 1}: ${loss}`);
    const classId = classes.idOf(properties?.classification, reticle?.classId ?? null);
    const [only] = shapes;
    if (only && !reticle && !properties?.name && !properties?.isLocked && sets.take(only, classId)) return;
    for (const shape of shapes) {
      // A multi-part object is split; only its first part can keep the name it is known by.
      const known = z.uuid().safeParse(id);
      const fresh = known.success && !taken.has(known.data) ? known.data : into.newId();
      taken.add(fresh);
      const annotation = annotationSchema.safeParse({
        id: fresh,
        shape,
        island: header?.look ? (reticle?.island ?? 0) : (picture?.island ?? into.snapshot.stage?.island ?? 0),
        classId,
        label: (properties?.name ?? '').slice(0, 2000),
        locked: properties?.isLocked ?? false,
        createdAt: reticle?.createdAt ?? into.now,
        origin: reticle?.origin ?? { kind: 'drawn' },
      });
      if (!annotation.success) throw wrongFeature(index, raw, annotation.error);
      annotations.push(annotation.data);
    }
  });
  for (const { classId, points } of sets.filled()) {
    annotations.push({
      id: into.newId(),
      shape: { kind: 'points', points },
      island: picture?.island ?? into.snapshot.stage?.island ?? 0,
      classId,
      label: '',
      locked: false,
      createdAt: into.now,
      origin: { kind: 'drawn' },
    });
    losses.push(`${points.length} single points of one class were put together as one count.`);
  }
  if (annotations.length > MAX_ANNOTATIONS) throw tooMany(annotations.length);
  return {
    annotations,
    newClasses: classes.added,
    snapshotId: picture?.snapshotId ?? null,
    look: header?.look ?? null,
    losses,
  };
}

/** Nameless single points of a large file, by class: a hundred thousand annotations would serve nobody. */
class PointSets {
  readonly #points = new Map<string | null, PointUm[][]>();

  constructor(private readonly wanted: boolean) {}

  /** False: it stays an annotation of its own. */
  take(shape: Shape, classId: string | null): boolean {
    const [point] = shape.kind === 'points' && shape.points.length === 1 ? shape.points : [];
    if (!this.wanted || !point) return false;
    const sets = this.#points.get(classId) ?? [[]];
    this.#points.set(classId, sets);
    if (sets.at(-1)?.length === MAX_POINTS) sets.push([]);
    if (!coordinateFits(point)) return false;
    sets.at(-1)?.push(point);
    return true;
  }

  filled(): { readonly classId: string | null; readonly points: PointUm[] }[] {
    return [...this.#points].flatMap(([classId, sets]) =>
      sets.filter(({ length }) => length > 0).map((points) => ({ classId, points })),
    );
  }
}

/** What does not fit is named by the check of single annotations. */
const coordinateFits = (point: PointUm) => pointUmSchema.safeParse(point).success;

async function load(file: Blob): Promise<unknown> {
  if (file.size > MAX_BYTES)
    throw new ReticleError(
      'file-too-large',
      `The GeoJSON file has ${Math.round(file.size / 2 ** 20)} MB.`,
      `Split it into files of at most ${MAX_BYTES / 2 ** 20} MB.`,
    );
  return parseJson(await file.text());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ReticleError(
      'file-corrupt',
      `The file is not JSON (${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'}).`,
      'Export it again from the program that made it.',
    );
  }
}

/** QuPath also writes a bare array of features, or one feature. */
function featuresOf(json: unknown): readonly unknown[] {
  const list = Array.isArray(json)
    ? json
    : isRecord(json) && json.type === 'FeatureCollection' && Array.isArray(json.features)
      ? json.features
      : isRecord(json) && json.type === 'Feature'
        ? [json]
        : null;
  if (!list)
    throw new ReticleError(
      'file-unsupported',
      'The file is JSON but holds no GeoJSON features.',
      'In QuPath use File, Export objects as GeoJSON.',
    );
  if (list.length > MAX_FEATURES) throw tooMany(list.length);
  return list;
}

function tooMany(objects: number): ReticleError {
  return new ReticleError(
    'file-too-large',
    `The file has ${objects} objects; a snapshot or slide holds ${MAX_ANNOTATIONS}.`,
    'Export fewer objects, or put counted cells of one class into one object of many points.',
  );
}

function headerOf(json: unknown): Header | null {
  if (!isRecord(json) || !('reticle' in json)) return null;
  const version = isRecord(json.reticle) ? json.reticle.version : undefined;
  if (typeof version === 'number' && version > GEOJSON_VERSION)
    throw new ReticleError(
      'file-version',
      `The file has version ${version} of Reticle's GeoJSON; this Reticle reads ${GEOJSON_VERSION}.`,
      'Open it with the newer Reticle that wrote it.',
    );
  const live = liveHeaderSchema.safeParse(json.reticle);
  if (live.success) return live.data;
  const header = headerSchema.safeParse(json.reticle);
  return header.success ? header.data : null;
}

function asFrame(header: z.infer<typeof headerSchema>): Parameters<typeof imageFrame>[0] {
  return {
    width: header.width,
    height: header.height,
    stage: { ...header.centre, island: header.island, confidence: 1 },
    calibration: {
      umPerPx: header.umPerPx,
      uncertaintyUmPerPx: null,
      basis: 'entered',
      objective: null,
      profile: null,
    },
  };
}

/** The shape beside the geometry, unless another program has moved the geometry since. */
function ownShape(
  own: z.infer<typeof ownSchema>['shape'] | undefined,
  geometry: Geometry,
  written: Written,
): Shape | null {
  if (!own || isPlain(own)) return null;
  const expected = geometryOf(own, written);
  const [now, then] = [geometry, expected].map(({ coordinates }) => coordinates.flat(3));
  const same =
    expected.type === geometry.type &&
    now?.length === then?.length &&
    now?.every((value, k) => Math.abs(Number(value) - Number(then?.[k])) < 0.001);
  return same ? own : null;
}

function isPlain(own: z.infer<typeof ownSchema>['shape']): own is { kind: (typeof PLAIN)[number] } {
  return PLAIN.some((kind) => kind === own.kind);
}

type ReadShape = { readonly shapes: readonly Shape[]; readonly loss: string | null };

function shapesOf(
  geometry: Geometry,
  own: Shape | null,
  toSlide: (position: number[]) => PointUm,
  index: number,
): ReadShape {
  if (own) return { shapes: [own], loss: null };
  const points = (positions: number[][]): PointUm[] => {
    if (positions.length > MAX_POINTS + 1)
      throw new ReticleError(
        'file-too-large',
        `Feature ${index + 1} has ${positions.length} points; one annotation holds ${MAX_POINTS}.`,
        'Simplify the outline in the program that made it, then export again.',
      );
    return positions.map(toSlide);
  };
  switch (geometry.type) {
    case 'Point':
      return { shapes: [{ kind: 'points', points: points([geometry.coordinates]) }], loss: null };
    case 'MultiPoint':
      return { shapes: [{ kind: 'points', points: points(geometry.coordinates) }], loss: null };
    case 'LineString': {
      const line = points(geometry.coordinates);
      const [from, to] = line;
      if (!from || !to) return { shapes: [], loss: 'a line without points was left out.' };
      const shape: Shape =
        line.length === 2 ? { kind: 'line', from, to } : { kind: 'polyline', points: line };
      return { shapes: [shape], loss: null };
    }
    case 'Polygon':
      return polygons([geometry.coordinates], points);
    case 'MultiPolygon':
      return polygons(geometry.coordinates, points);
  }
}

function polygons(parts: number[][][][], points: (positions: number[][]) => PointUm[]): ReadShape {
  const ring = (positions: number[][]) => points(positions).slice(0, -1);
  const region = simpleRegion(
    parts.map(([outer = [], ...holes]) => ({ outer: ring(outer), holes: holes.map(ring) })),
  );
  if (!region || region.length === 0) return { shapes: [], loss: 'an outline around nothing was left out.' };
  return { shapes: [shapeOfRegion(region)], loss: null };
}

/** Finds classes by id (ours), then by name, and makes those that are missing. */
class ClassBook {
  readonly added: AnnotationClass[] = [];
  constructor(
    private readonly known: readonly AnnotationClass[],
    private readonly newId: () => string,
  ) {}

  idOf(
    classification: { name: string; color?: [number, number, number] | undefined } | undefined,
    ownId: string | null,
  ): string | null {
    if (!classification) return ownId !== null && this.known.some(({ id }) => id === ownId) ? ownId : null;
    const name = classification.name.slice(0, 200);
    const all = [...this.known, ...this.added];
    const found =
      all.find((entry) => entry.id === ownId && entry.name === name) ??
      all.find((entry) => entry.name === name);
    if (found) return found.id;
    const free = ownId !== null && !all.some(({ id }) => id === ownId);
    const made = { id: free ? ownId : this.newId(), name, colour: classification.color ?? PLAIN_COLOUR };
    this.added.push(made);
    return made.id;
  }
}

function wrongFeature(index: number, raw: unknown, error: z.ZodError): ReticleError {
  const issue = error.issues[0];
  const type = isRecord(raw) && isRecord(raw.geometry) ? String(raw.geometry.type).slice(0, 40) : '';
  const where = issue?.path.slice(0, 6).map(String).join('.') || 'the feature';
  return new ReticleError(
    'file-corrupt',
    `Feature ${index + 1}${type && ` (${type})`} cannot be read: ${where}: ${issue?.message ?? 'wrong'}.`,
    'Nothing was imported. Correct or remove that feature, then import again.',
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The snapshot that a file of ours came from; null for other programs' files. */
export async function snapshotIdOf(
  file: Blob,
): Promise<Parsed<{ readonly snapshotId: string | null; readonly look: string | null }>> {
  try {
    const json = await load(file);
    featuresOf(json);
    const header = headerOf(json);
    const look = header?.look ?? null;
    const snapshotId = header && 'snapshotId' in header ? header.snapshotId : null;
    return { parsed: { snapshotId, look }, error: null };
  } catch (error) {
    if (error instanceof ReticleError) return { parsed: null, error };
    throw error;
  }
}
