import type { SnapshotModel } from '../domain/case';
import type { Assessment, Measurement, MeasurementUnit, Quantity } from '../domain/measurement';

const QUANTITIES: Record<Quantity, string> = {
  length: 'Length',
  perimeter: 'Perimeter',
  area: 'Area',
  count: 'Count',
  density: 'Density',
  'positive-area': 'Positive area',
  'tissue-area': 'Assessed tissue area',
  'assessed-share': 'Assessed share of tissue',
  'positive-share': 'Positive share of assessed tissue',
  foci: 'Foci',
  'foci-confirmed': 'Foci confirmed',
  'foci-rejected': 'Foci rejected',
  'longest-diameter': 'Longest diameter',
};

const UNITS: Record<MeasurementUnit, string> = {
  um: 'µm',
  um2: 'µm^2',
  mm2: 'mm^2',
  '1': '',
  '/mm2': '/mm^2',
  '%': '%',
};

export function quantityName(quantity: Quantity): string {
  return QUANTITIES[quantity];
}

export function unitName(unit: MeasurementUnit): string {
  return UNITS[unit];
}

/** As QuPath writes the names of measurements: "Area µm^2". */
export function measurementName({ quantity, unit }: Measurement): string {
  return `${QUANTITIES[quantity]} ${UNITS[unit]}`.trim();
}

const ASSESSMENTS: Record<Assessment, string> = {
  assessed: 'Assessed',
  'partly-assessed': 'Partly assessed',
  'not-assessed': 'Not assessed',
  'no-tissue': 'No tissue',
};

export function assessmentName(assessment: Assessment): string {
  return ASSESSMENTS[assessment];
}

/** Half-width of the 95% interval; null where it is not known, and for what is exact, as counts are. */
export function intervalOf({ uncertainty }: Measurement): number | null {
  return uncertainty === 0 ? null : uncertainty;
}

/** What was measured of one class of a model. Without any figure it was not assessed. */
export function modelFigures(
  measurements: readonly Measurement[],
  { id }: Pick<SnapshotModel, 'id'>,
  classId: string,
): { readonly assessment: Assessment; readonly figures: readonly Measurement[] } {
  let assessment: Assessment = 'not-assessed';
  const figures = measurements.filter(({ subject }) => {
    const own = subject.kind === 'model' && subject.modelId === id && subject.classId === classId;
    if (own) assessment = subject.assessment;
    return own;
  });
  return { assessment, figures };
}
