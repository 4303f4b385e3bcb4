/** Texts of the set-up of a camera and of the badge of its scale, in English. */
export const enSetup = {
  title: 'Set up this camera',
  later: 'Set up later',
  go: 'Ready: start',
  resume: 'Set up this camera …',
  steps: { objective: '1 Objective in use', scale: '2 Scale', light: '3 Light' },
  sensor: 'Camera sensor',
  sensorOption: '{{pixelUm}} µm px ({{name}}, {{widthPx}} wide)',
  adapter: 'C-mount adapter',
  adapterOption: '{{times}}x',
  smaller:
    'The picture is {{times}} times smaller than the sensor’s. If the camera cuts it out instead of making it smaller, measure.',
  use: 'Use {{umPerPx}} µm/px',
  measure: 'Measure …',
  unknown: 'I do not know',
  scale: {
    known: 'The scale is known.',
    estimated: 'Estimated from the objective alone: it can be wrong by half. Measure it under Controls.',
  },
  blank: 'Move to clear glass, and leave focus and lamp as they are.',
  skip: 'Skip',
  light: { taken: 'The light is evened.', skipped: 'Left as the camera gives it.' },
  badge: {
    umPerPx: '{{umPerPx}} µm/px',
    nominal: 'estimated, not measured',
    entered: 'typed in',
    micrometer: 'micrometer, {{date}}',
    distance: 'known distance, {{date}}',
    numbers: 'data sheet, {{date}}',
  },
} as const;
