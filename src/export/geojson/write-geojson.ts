import { type Annotation, type AnnotationClass, decisionOf, type Shape } from '../../domain/annotation';
import type { Snapshot } from '../../domain/case';
import type { Measurement } from '../../domain/measurement';
import type { ExportAdapter, ExportInput } from '../adapter';
import { exportFileName } from '../file-name';
import { annotationsInFrame, imageFrame } from '../image-frame';
import { seenIn } from '../in-picture';
import { measurementName, modelFigures } from '../measurement-name';
import { slideOf } from '../slide-name';
import { geometryOf, type Written } from './geometry';

/** Kinds of shapes that GeoJSON holds as they are. */
export const PLAIN = ['polygon', 'multi-polygon', 'polyline', 'points'] as const;

const asIs: Written = (point) => point;

/** Version of our foreign members. */
export const GEOJSON_VERSION = 1;

/**
 * GeoJSON (RFC 7946) with the property names of QuPath 0.4 and later, as its exporter writes them
 * (qupath-core, `QuPathTypeAdapters`; "Exporting annotations" in QuPath's documentation): `objectType`,
 * `name`, `classification` {`name`, `color`}, `isLocked`, `measurements`. QuPath takes coordinates as px of
 * the full picture from its top left corner; `coordinates: 'um'` writes slide um instead. What QuPath has no
 * word for stands in a foreign member `reticle` (RFC 7946, 6.1), which other programs ignore.
 */
export const geojsonAdapter: ExportAdapter = {
  id: 'geojson',
  extension: 'geojson',
  mime: 'application/geo+json',
  async *files(input) {
    for (const { snapshot, read } of input.snapshots) {
      const text = JSON.stringify(writeGeojson(input, snapshot, (await read()).measurements));
      yield {
        name: exportFileName(input.case, snapshot, '.geojson'),
        blob: new Blob([text], { type: this.mime }),
      };
    }
  },
};

export function writeGeojson(
  input: Omit<ExportInput, 'drawn'>,
  snapshot: Snapshot,
  measurements: readonly Measurement[],
) {
  const { toPx, placement } = imageFrame(snapshot);
  const slide = slideOf(input, snapshot);
  const inPx = input.options.coordinates === 'px';
  const written = inPx ? toPx : asIs;
  return {
    type: 'FeatureCollection' as const,
    features: featuresOf(
      annotationsInFrame(snapshot),
      written,
      input.case.classes,
      measurements,
      notesIn(snapshot, input.snapshots),
    ),
    reticle: {
      version: GEOJSON_VERSION,
      software: `Reticle ${input.version}`,
      snapshotId: snapshot.id,
      ...(snapshot.held && { held: snapshot.held }),
      ...(slide && { slide }),
      coordinates: input.options.coordinates,
      width: snapshot.width,
      height: snapshot.height,
      centre: placement.centre,
      umPerPx: placement.umPerPx,
      calibrated: snapshot.calibration !== null,
      island: snapshot.stage?.island ?? 0,
      models: modelsOf(snapshot, measurements),
    },
  };
}

/** The annotations of the live slide, in um: nothing but Reticle knows where in a picture they lie. */
export function writeLiveGeojson(input: {
  readonly annotations: readonly Annotation[];
  readonly classes: readonly AnnotationClass[];
  readonly measurements: readonly Measurement[];
  readonly version: string;
  /** The run of the tracker that their islands belong to. */
  readonly look: string;
}) {
  return {
    type: 'FeatureCollection' as const,
    features: featuresOf(input.annotations, asIs, input.classes, input.measurements),
    reticle: {
      version: GEOJSON_VERSION,
      software: `Reticle ${input.version}`,
      look: input.look,
      coordinates: 'um' as const,
    },
  };
}

/** What the models say of the picture: no feature of it, so it stands with the file. */
function modelsOf({ models }: Snapshot, measurements: readonly Measurement[]) {
  return models.map((model) => ({
    id: model.id,
    name: model.name,
    version: model.version,
    classes: model.classes.map(({ id, name, threshold }) => {
      const { assessment, figures } = modelFigures(measurements, model, id);
      return { id, name, threshold, assessment, measurements: named(figures) };
    }),
  }));
}

const named = (figures: readonly Measurement[]) =>
  Object.fromEntries(figures.map((entry) => [measurementName(entry), entry.value]));

function featuresOf(
  annotations: readonly Annotation[],
  written: Written,
  all: readonly AnnotationClass[],
  measurements: readonly Measurement[],
  notes: (annotation: Annotation) => Notes = () => ({}),
) {
  const classes = new Map(all.map((entry) => [entry.id, entry]));
  const figures = new Map<string, Measurement[]>();
  for (const figure of measurements) {
    if (figure.subject.kind !== 'annotation') continue;
    const { id } = figure.subject;
    const own = figures.get(id);
    if (own) own.push(figure);
    else figures.set(id, [figure]);
  }
  return annotations.map((annotation) =>
    featureOf(
      annotation,
      written,
      classes.get(annotation.classId ?? ''),
      figures.get(annotation.id) ?? [],
      notes(annotation),
    ),
  );
}

function featureOf(
  annotation: Annotation,
  written: Written,
  annotationClass: AnnotationClass | undefined,
  own: readonly Measurement[],
  notes: Notes,
) {
  const { id, shape, label, locked, classId, island, createdAt, origin } = annotation;
  return {
    type: 'Feature' as const,
    id,
    geometry: geometryOf(shape, written),
    properties: {
      objectType: 'annotation',
      ...(label && { name: label }),
      ...(annotationClass && {
        classification: { name: annotationClass.name, color: annotationClass.colour },
      }),
      ...(locked && { isLocked: true }),
      ...(own.length > 0 && {
        measurements: named(own),
      }),
      ...metadataOf({ ...decidedOf(annotation), ...notes }, own),
    },
    // The shape itself, where its geometry is only an approximation or was turned round.
    reticle: { shape: shapeRecord(shape), classId, island, createdAt, origin },
  };
}

type Notes = Readonly<Record<string, string>>;

function decidedOf(annotation: Annotation): Notes {
  const decision = decisionOf(annotation);
  return decision === null ? {} : { Decision: decision };
}

/** What the figures, which are those of whole shapes, do not say by themselves. */
function notesIn(snapshot: Snapshot, snapshots: ExportInput['snapshots']): (annotation: Annotation) => Notes {
  const seen = seenIn({ snapshot }, snapshots);
  return (annotation) => {
    const { inPicture, first } = seen(annotation);
    return {
      ...(inPicture !== 'whole' && { 'In the picture': inPicture }),
      ...(first !== snapshot.number && { 'Counted in snapshot': String(first) }),
    };
  };
}

/** Texts that QuPath shows with an object. */
function metadataOf(notes: Notes, own: readonly Measurement[]): { metadata?: Notes } {
  const bounds = own
    .filter(({ isAtLeast }) => isAtLeast)
    .map((entry) => [measurementName(entry), 'at least']);
  const metadata = { ...notes, ...Object.fromEntries(bounds) };
  return Object.keys(metadata).length > 0 ? { metadata } : {};
}

/** Kinds that GeoJSON holds as they are carry no second copy of their points. */
function shapeRecord(shape: Shape): Shape | { kind: (typeof PLAIN)[number] } {
  const plain = PLAIN.find((kind) => kind === shape.kind);
  return plain ? { kind: plain } : shape;
}
