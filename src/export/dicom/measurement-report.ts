import type { Annotation, Shape } from '../../domain/annotation';
import type { SnapshotModel } from '../../domain/case';
import type { PointUm } from '../../domain/geometry';
import type { Measurement, MeasurementUnit, Quantity } from '../../domain/measurement';
import { outlineOf } from '../../domain/outline';
import type { Ring } from '../../domain/ring';
import { annotationsInFrame, imageFrame } from '../image-frame';
import { quantityName } from '../measurement-name';
import {
  commonModules,
  type DicomContext,
  instanceUid,
  ownCode,
  ownScheme,
  reference,
  SOP_CLASSES,
  seriesUid,
  studyUid,
} from './common';
import { type Code, coded, type Dataset, line } from './encode';
import { code, container, device, image, num, type Relationship, text, uidref } from './report-items';
import { derivedUid, uidOfUuid } from './uid';

/** Explicit VR gives graphic data 16 bits of length: this many points (PS3.5, 7.1.2). */
const MAX_GRAPHIC_POINTS = 8000;

const QUANTITIES: Record<Quantity, Code> = {
  length: ['410668003', 'SCT', 'Length'],
  perimeter: ['131191004', 'SCT', 'Perimeter'],
  area: ['42798000', 'SCT', 'Area'],
  count: ownCode('COUNT', quantityName('count')),
  density: ownCode('DENSITY', quantityName('density')),
  'positive-area': ownCode('POSITIVE_AREA', quantityName('positive-area')),
  'tissue-area': ownCode('TISSUE_AREA', quantityName('tissue-area')),
  'positive-share': ownCode('POSITIVE_SHARE', quantityName('positive-share')),
  foci: ownCode('FOCI', quantityName('foci')),
  'longest-diameter': ownCode('LONGEST_DIAM', quantityName('longest-diameter')),
};
const UNITS: Record<MeasurementUnit, Code> = {
  um: ['um', 'UCUM', 'um'],
  um2: ['um2', 'UCUM', 'um2'],
  mm2: ['mm2', 'UCUM', 'mm2'],
  '1': ['1', 'UCUM', 'no units'],
  '/mm2': ['/mm2', 'UCUM', '/mm2'],
  '%': ['%', 'UCUM', 'Percent'],
};

/**
 * Comprehensive 3D SR (PS3.3, A.35.13) by TID 1500 "Measurement Report": one measurement group an
 * annotation, with its region in px of the image (corner-based, as C.18.6.1.2 has it), and one a model class
 * with its algorithm (TID 4019). The half-width of the 95% interval is a property of each figure.
 * Null where there is nothing to report.
 */
export async function measurementReport(
  context: DicomContext,
  measurements: readonly Measurement[],
): Promise<Dataset | null> {
  const { snapshot } = context;
  const annotations = annotationsInFrame(snapshot);
  const ofModels = measurements.filter(({ subject }) => subject.kind === 'model');
  if (annotations.length === 0 && ofModels.length === 0) return null;
  const source = reference(SOP_CLASSES.microscopicImage, await instanceUid(snapshot, 'image'));
  const groups = annotations.map((annotation, k) =>
    annotationGroup(context, annotation, k, measurements, source),
  );
  for (const model of snapshot.models)
    for (const entry of model.classes) {
      const own = ofModels.filter(
        ({ subject }) =>
          subject.kind === 'model' && subject.modelId === model.id && subject.classId === entry.id,
      );
      const uid = await derivedUid(snapshot.id, `${model.id}/${entry.id}`);
      if (own.length > 0) groups.push(modelGroup(model, entry, uid, own, source));
    }
  const evidence: Dataset = {
    StudyInstanceUID: studyUid(context.case),
    ReferencedSeriesSequence: [
      { SeriesInstanceUID: await seriesUid(context.case, 'image'), ReferencedSOPSequence: [source] },
    ],
  };
  return {
    ...(await commonModules(context, {
      role: 'report',
      sopClass: SOP_CLASSES.comprehensive3dSr,
      modality: 'SR',
      series: 'Measures',
      seriesNumber: 3,
    })),
    ...ownScheme,
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    PreliminaryFlag: 'PRELIMINARY',
    CurrentRequestedProcedureEvidenceSequence: [evidence],
    ...withoutRelationship(
      container(
        'CONTAINS',
        ['126000', 'DCM', 'Imaging Measurement Report'],
        [
          code(
            'HAS CONCEPT MOD',
            ['121049', 'DCM', 'Language of Content Item and Descendants'],
            ['en-US', 'RFC5646', 'English (United States)'],
          ),
          ...device(await derivedUid(context.case.id, 'device'), `Reticle ${context.version}`),
          code(
            'HAS CONCEPT MOD',
            ['121058', 'DCM', 'Procedure reported'],
            ['104157003', 'SCT', 'Light microscopy'],
          ),
          container(
            'CONTAINS',
            ['111028', 'DCM', 'Image Library'],
            [
              container(
                'CONTAINS',
                ['126200', 'DCM', 'Image Library Group'],
                [image('CONTAINS', null, source)],
              ),
            ],
          ),
          container('CONTAINS', ['126010', 'DCM', 'Imaging Measurements'], groups),
        ],
      ),
    ),
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '1500' }],
  };
}

function withoutRelationship({ RelationshipType: _, ...root }: Dataset): Dataset {
  return root;
}

function annotationGroup(
  context: DicomContext,
  annotation: Annotation,
  index: number,
  measurements: readonly Measurement[],
  source: Dataset,
): Dataset {
  const { id, label, shape, classId, origin } = annotation;
  const named = context.case.classes.find((entry) => entry.id === classId);
  const model =
    origin.kind === 'model'
      ? context.snapshot.models.find((entry) => entry.id === origin.modelId)
      : undefined;
  return container(
    'CONTAINS',
    ['125007', 'DCM', 'Measurement Group'],
    [
      text(
        'HAS OBS CONTEXT',
        ['112039', 'DCM', 'Tracking Identifier'],
        line(label, 1000) || `${shape.kind} ${index + 1}`,
      ),
      uidref('HAS OBS CONTEXT', ['112040', 'DCM', 'Tracking Unique Identifier'], uidOfUuid(id)),
      code(
        'CONTAINS',
        ['121071', 'DCM', 'Finding'],
        ownCode(named ? 'CLASS' : 'REGION', named?.name ?? 'Marked region'),
      ),
      ...(model ? algorithm(model) : []),
      ...regions(shape, imageFrame(context.snapshot).toPx).map(({ isHole, ...graphic }) => ({
        ...itemHead('CONTAINS', 'SCOORD', isHole ? HOLE : ['111030', 'DCM', 'Image Region']),
        ...graphic,
        ContentSequence: [image('SELECTED FROM', null, source)],
      })),
      ...measurements.filter(({ subject }) => subject.kind === 'annotation' && subject.id === id).map(figure),
    ],
  );
}

function modelGroup(
  model: SnapshotModel,
  entry: SnapshotModel['classes'][number],
  trackingUid: string,
  measurements: readonly Measurement[],
  source: Dataset,
): Dataset {
  return container(
    'CONTAINS',
    ['125007', 'DCM', 'Measurement Group'],
    [
      text('HAS OBS CONTEXT', ['112039', 'DCM', 'Tracking Identifier'], line(`${model.name}: ${entry.name}`)),
      uidref('HAS OBS CONTEXT', ['112040', 'DCM', 'Tracking Unique Identifier'], trackingUid),
      code('CONTAINS', ['121071', 'DCM', 'Finding'], ownCode(entry.id.toUpperCase(), entry.name)),
      ...algorithm(model, entry.threshold),
      image('CONTAINS', ['121112', 'DCM', 'Source of Measurement'], source),
      ...measurements.map(figure),
    ],
  );
}

function algorithm(model: SnapshotModel, threshold?: number): Dataset[] {
  const parameters = [
    `sha256 ${model.hash}`,
    `operating point ${model.operatingPoint}`,
    ...(threshold === undefined ? [] : [`threshold ${threshold}`]),
  ];
  return [
    text('HAS CONCEPT MOD', ['111001', 'DCM', 'Algorithm Name'], model.name),
    text('HAS CONCEPT MOD', ['111003', 'DCM', 'Algorithm Version'], model.version),
    ...parameters.map((entry) => text('HAS CONCEPT MOD', ['111002', 'DCM', 'Algorithm Parameters'], entry)),
  ];
}

function figure({ quantity, value, unit, uncertainty }: Measurement): Dataset {
  const interval = num(
    'HAS PROPERTIES',
    ownCode('HALF_WIDTH_95', 'Half-width of the 95% interval'),
    uncertainty ?? 0,
    UNITS[unit],
  );
  return {
    ...num('CONTAINS', QUANTITIES[quantity], value, UNITS[unit]),
    ...(uncertainty !== null && { ContentSequence: [interval] }),
  };
}

function itemHead(relationship: Relationship, valueType: string, name: Code): Dataset {
  return { RelationshipType: relationship, ValueType: valueType, ConceptNameCodeSequence: [coded(name)] };
}

/** An outline inside the region that does not belong to it: DICOM has no word for one. */
const HOLE = ownCode('HOLE', 'Hole in the region');

/**
 * Spatial coordinates (PS3.3, C.18.6): one item a ring. More points than one item holds go into several.
 */
function regions(
  shape: Shape,
  toPx: (point: PointUm) => { x: number; y: number },
): (Dataset & { readonly isHole?: boolean })[] {
  const graphic = (type: string, points: readonly PointUm[]) => ({
    GraphicType: type,
    GraphicData: points.map(toPx).flatMap(({ x, y }) => [Math.fround(x), Math.fround(y)]),
  });
  switch (shape.kind) {
    case 'points': {
      const parts: Dataset[] = [];
      for (let at = 0; at < shape.points.length; at += MAX_GRAPHIC_POINTS) {
        const part = shape.points.slice(at, at + MAX_GRAPHIC_POINTS);
        parts.push(graphic(part.length === 1 ? 'POINT' : 'MULTIPOINT', part));
      }
      return parts;
    }
    case 'text':
      return [graphic('POINT', [shape.at])];
    case 'line':
    case 'arrow':
      return [graphic('POLYLINE', [shape.from, shape.to])];
    case 'polyline':
      return [graphic('POLYLINE', thinned(shape.points))];
    case 'ellipse': {
      const { centre, radiusX, radiusY } = shape;
      const across = [
        { x: centre.x - radiusX, y: centre.y },
        { x: centre.x + radiusX, y: centre.y },
      ];
      const down = [
        { x: centre.x, y: centre.y - radiusY },
        { x: centre.x, y: centre.y + radiusY },
      ];
      return [graphic('ELLIPSE', radiusX >= radiusY ? [...across, ...down] : [...down, ...across])];
    }
    default: {
      const closed = (ring: Ring) => {
        const kept = thinned(ring);
        return graphic('POLYLINE', [...kept, ...kept.slice(0, 1)]);
      };
      return (outlineOf(shape) ?? []).flatMap(({ outer, holes }) => [
        closed(outer),
        ...holes.map((hole) => ({ ...closed(hole), isHole: true })),
      ]);
    }
  }
}

/** A finer outline than an item can hold is thinned; its figures come from all of its points. */
function thinned(points: readonly PointUm[]): readonly PointUm[] {
  const step = Math.ceil((points.length + 1) / MAX_GRAPHIC_POINTS);
  return step === 1 ? points : points.filter((_, k) => k % step === 0);
}
