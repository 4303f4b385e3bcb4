/** Texts on the way from the status to the calibration. */
export const enScaleWay = {
  calibrate: 'Calibrate …',
  check: 'Check scale …',
  uncertain: 'Scale uncertain (± {{percent}} %). Measure with a micrometer for 3 % or better.',
  disagrees: 'Two ways to measure µm/px differ by {{percent}} %; 3 % is the limit.',
  disagreesWith:
    'Differs by {{percent}} % from {{umPerPx}} µm/px ({{basis}}); 3 % is the limit. Measure again.',
  objectiveFirst: 'Which objective is in the light path? A scale belongs to one objective.',
} as const;
