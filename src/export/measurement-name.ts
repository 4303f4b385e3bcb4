import type { Measurement, MeasurementUnit, Quantity } from '../domain/measurement';

const QUANTITIES: Record<Quantity, string> = {
  length: 'Length',
  perimeter: 'Perimeter',
  area: 'Area',
  count: 'Count',
  density: 'Density',
  'positive-area': 'Positive area',
  'tissue-area': 'Assessed tissue area',
  'positive-share': 'Positive share of assessed tissue',
  foci: 'Foci',
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
