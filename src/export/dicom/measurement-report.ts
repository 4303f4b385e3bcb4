import { type Annotation, decisionOf, isFinding } from '../../domain/annotation';
import type { SnapshotModel } from '../../domain/case';
import type { Measurement, MeasurementUnit, Quantity } from '../../domain/measurement';
import { heldSentence } from '../held-picture';
import { annotationsInFrame, imageFrame } from '../image-frame';
import { type InPicture, inPicture } from '../in-picture';
import { assessmentName, intervalOf, modelFigures, quantityName } from '../measurement-name';
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
import { HOLE, regions } from './spatial-coordinates';
import { derivedUid, uidOfUuid } from './uid';

const QUANTITIES: Record<Quantity, Code> = {
  length: ['410668003', 'SCT', 'Length'],
  perimeter: ['131191004', 'SCT', 'Perimeter'],
  area: ['42798000', 'SCT', 'Area'],
  count: ownCode('COUNT', quantityName('count')),
  density: ownCode('DENSITY', quantityName('density')),
  'positive-area': ownCode('POSITIVE_AREA', quantityName('positive-area')),
  'tissue-area': ownCode('TISSUE_AREA', quantityName('tissue-area')),
  'assessed-share': ownCode('ASSESSED_SHARE', quantityName('assessed-share')),
  'positive-share': ownCode('POSITIVE_SHARE', quantityName('positive-share')),
  foci: ownCode('FOCI', quantityName('foci')),
  'foci-confirmed': ownCode('FOCI_CONFIRMED', quantityName('foci-confirmed')),
  'foci-rejected': ownCode('FOCI_REJECTED', quantityName('foci-rejected')),
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
  // Rejected regions are only counted: a group of measures would read as a finding.
  const annotations = annotationsInFrame(snapshot).filter(isFinding);
  if (annotations.length === 0 && snapshot.models.length === 0) return null;
  const source = reference(SOP_CLASSES.microscopicImage, await instanceUid(snapshot, 'image'));
  const groups = annotations.map((annotation, k) =>
    annotationGroup(context, annotation, k, measurements, source),
  );
  for (const model of snapshot.models)
    for (const entry of model.classes) {
      const uid = await derivedUid(snapshot.id, `${model.id}/${entry.id}`);
      groups.push(modelGroup(model, entry, uid, modelFigures(measurements, model, entry.id), source));
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
                [...heldPicture(context), image('CONTAINS', null, source)],
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

/** What is measured is not of the live picture, and how old that was; nothing of a live one. */
function heldPicture({ snapshot }: DicomContext): Dataset[] {
  const held = heldSentence(snapshot);
  return held === null ? [] : [text('HAS ACQ CONTEXT', ownCode('PICTURE', 'What the picture is'), held)];
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
      ...(decisionOf(annotation) === 'confirmed' ? [CONFIRMED] : []),
      ...partOf(inPicture(shape, imageFrame(context.snapshot).field)),
      ...regions(shape, imageFrame(context.snapshot).toPx).map(({ isHole, ...graphic }) => ({
        ...itemHead('CONTAINS', 'SCOORD', isHole ? HOLE : ['111030', 'DCM', 'Image Region']),
        ...graphic,
        ContentSequence: [image('SELECTED FROM', null, source)],
      })),
      ...measurements.filter(({ subject }) => subject.kind === 'annotation' && subject.id === id).map(figure),
    ],
  );
}

/** A person has said so of what a model marked. */
const CONFIRMED = code('CONTAINS', ownCode('DECISION', 'Decision'), ownCode('CONFIRMED', 'Confirmed'));

/** Figures are those of the whole shape: told where the image shows only a part of it. */
function partOf(part: InPicture): Dataset[] {
  if (part === 'whole') return [];
  const value =
    part === 'part' ? ownCode('PART', 'Partly outside the image') : ownCode('NONE', 'Outside the image');
  return [code('CONTAINS', ownCode('IN_IMAGE', 'Extent in the image'), value)];
}

function modelGroup(
  model: SnapshotModel,
  entry: SnapshotModel['classes'][number],
  trackingUid: string,
  { assessment, figures }: ReturnType<typeof modelFigures>,
  source: Dataset,
): Dataset {
  const status = ownCode(assessment.toUpperCase().replace('-', '_'), assessmentName(assessment));
  return container(
    'CONTAINS',
    ['125007', 'DCM', 'Measurement Group'],
    [
      text('HAS OBS CONTEXT', ['112039', 'DCM', 'Tracking Identifier'], line(`${model.name}: ${entry.name}`)),
      uidref('HAS OBS CONTEXT', ['112040', 'DCM', 'Tracking Unique Identifier'], trackingUid),
      code('CONTAINS', ['121071', 'DCM', 'Finding'], ownCode(entry.id.toUpperCase(), entry.name)),
      ...algorithm(model, entry.threshold),
      image('CONTAINS', ['121112', 'DCM', 'Source of Measurement'], source),
      ...figures.map(figure),
      code('CONTAINS', ownCode('ASSESSMENT', 'Assessment of the tissue'), status),
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

function figure(measurement: Measurement): Dataset {
  const { quantity, value, unit } = measurement;
  const halfWidth = intervalOf(measurement);
  const interval = num(
    'HAS PROPERTIES',
    ownCode('HALF_WIDTH_95', 'Half-width of the 95% interval'),
    halfWidth ?? 0,
    UNITS[unit],
  );
  const properties = [
    ...(halfWidth === null ? [] : [interval]),
    ...(measurement.isAtLeast
      ? [code('HAS PROPERTIES', ownCode('BOUND', 'Bound'), ownCode('AT_LEAST', 'The value is at least this'))]
      : []),
  ];
  return {
    ...num('CONTAINS', QUANTITIES[quantity], value, UNITS[unit]),
    ...(properties.length > 0 && { ContentSequence: properties }),
  };
}

function itemHead(relationship: Relationship, valueType: string, name: Code): Dataset {
  return { RelationshipType: relationship, ValueType: valueType, ConceptNameCodeSequence: [coded(name)] };
}
