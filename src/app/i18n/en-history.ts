/** Texts about what can be taken back, in English. */
export const enHistory = {
  overlay: 'Overlay settings changed',
  models: 'Models switched',
  annotations: 'Annotations changed',
  map: 'Map cleared',
  objective: 'Objective switched',
  flatField: 'Flat field changed',
  profile: 'Calibration forgotten',
  reset: 'Settings were reset. Calibrations, flat fields and the models of each camera are kept.',
  undo: 'Undo',
  undoAlt: 'Press Ctrl and Z to undo',
};
