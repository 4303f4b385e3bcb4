/** Texts of the self-test, in English. */
export const enSelfTest = {
  about: 'Bench tests of this microscope, camera and machine, as they are now.',
  open: 'Self-test …',
  measure: 'Measure',
  again: 'Measure again',
  working: 'Measuring …',
  workingShare: 'Measuring, {{percent}} %',
  notNow: 'Needs a live picture: choose a source, and let a frozen picture go on.',
  outdated: 'Source, objective, scale or flat field changed: measure again.',
  failed: 'The measurement stopped.',
  summary: '{{passed}} passed, {{failed}} failed, {{notRun}} not measured',
  verdict: { pass: 'Pass', fail: 'Fail', 'not-run': 'Not measured' },
  overall: { pass: 'Passed', fail: 'Failed', 'not-run': 'Not complete' },
  bound: { 'at-most': 'at most {{limit}}', 'at-least': 'at least {{limit}}' },
  unit: { '%': '{{value}} %', um: '{{value}} µm', fps: '{{value}} / s', ms: '{{value}} ms' },
  micrometer: 'The micrometer gives {{umPerPx}} µm/px; currently used: {{inForce}}.',
  noScale: 'The micrometer gives {{umPerPx}} µm/px; no scale is set.',
  notRunAdvice: 'Measure it before relying on it.',
  saveJson: 'Save JSON',
  savePdf: 'Save PDF',
  saveFailed: 'The report was not saved.',
  parts: {
    blank: { title: 'Blank glass', hint: 'Move to clean glass, with the lamp as you use it.' },
    target: {
      title: 'Stage micrometer',
      hint: '1 mm in 100 divisions, in focus, across the middle of the field.',
    },
    timing: { title: 'Timing', hint: 'Five seconds, with the models that are on.' },
  },
  problems: {
    'no-graduations': {
      message: 'No scale lines were found.',
      remedy: 'Bring a stage micrometer into focus.',
    },
    'not-even': {
      message: 'The lines are not as evenly spaced as graduations.',
      remedy: 'Bring a stage micrometer into focus and keep the stage still.',
    },
    'no-long-lines': {
      message: 'Not every fifth line is longer.',
      remedy: 'Show the whole length of the lines, or use a micrometer of 1 mm in 100 divisions.',
    },
    hidden: { message: 'The page was hidden meanwhile.', remedy: 'Keep it in view and measure again.' },
    'no-frame': { message: 'There is no picture.', remedy: 'Choose a source and measure again.' },
  },
  checks: {
    blank: {
      name: 'Dust or marks on glass',
      limitFrom: 'Own limit: blocks of 1/256 of the field that vary by over 3 times the noise.',
      advice: 'Move to clean glass, or clean slide, condenser and camera.',
    },
    'white-balance': {
      name: 'Tint of glass',
      limitFrom: 'Models were tested with 10 % in one channel (model cards, robustness).',
      advice: 'Take a blank field in the controls, or set the white balance of the camera.',
    },
    evenness: {
      name: 'Darkest part of glass',
      limitFrom: 'Models were tested at a brightness of 0.8 (model cards, robustness).',
      advice: 'Centre the condenser, then take a blank field in the controls.',
    },
    exposure: {
      name: 'Clipped px of glass',
      limitFrom: 'Own limit: clipped px hold no colour to correct.',
      advice: 'Turn the lamp or the exposure down.',
    },
    noise: {
      name: 'Camera noise',
      limitFrom: 'Models were tested with 3 % (model cards, robustness).',
      advice: 'Turn the gain of the camera down and the lamp up.',
    },
    'target-colour': {
      name: 'Tint of the opaque lines',
      limitFrom: 'As for glass: 10 % in one channel.',
      advice: 'Close the condenser a little against stray light; set the black level of the camera.',
    },
    resolution: {
      name: 'Blur, sharpest third',
      limitFrom: 'Least defocus that a model in use bears (its manifest); 1 µm without one.',
      advice: 'Focus; clean the objective; check cover glass and correction collar.',
    },
    focus: {
      name: 'Blur, least sharp third',
      limitFrom: 'Least defocus that a model in use bears (its manifest); 1 µm without one.',
      advice: 'Focus the middle; if one side stays blurred, the slide or the camera is tilted.',
    },
    scale: {
      name: 'µm/px off the micrometer',
      limitFrom: 'As for the calibration: two ways must agree to 3 %.',
      advice: 'Calibrate µm/px for this objective.',
    },
    'frame-rate': {
      name: 'Frames a second',
      limitFrom: 'That of the first augmented reality microscope (Chen et al., Nature Medicine 2019).',
      advice: 'Choose a lower camera resolution; shorten the exposure; switch models off.',
    },
    latency: {
      name: 'Capture to display, 95th percentile',
      limitFrom: 'What is felt as at once (Miller, AFIPS 1968).',
      advice: 'Choose a lower camera resolution; close other programs and pages.',
    },
    'dropped-frames': {
      name: 'Frames skipped',
      limitFrom: 'Own limit: the newest frame wins, and half of them must.',
      advice: 'Choose a lower camera resolution or frame rate; close other programs and pages.',
    },
  },
} as const;
