/** Texts about a change of objective that nobody told. */
export const enObjective = {
  label: 'Objective',
  asking: 'Which objective is in use?',
  seen: 'The image looks {{times}} times {{way}} than {{from}} would show it. Nothing is analysed until this is answered.',
  seenUnknown: 'The image does not fit the scale that is set. Nothing is analysed until this is answered.',
  larger: 'larger',
  smaller: 'smaller',
  scaleSet: 'the scale that is set',
  lens: '{{objective}}x',
  choose: 'It is {{objective}}x',
  likely: 'fits',
  unchanged: 'Not changed',
  unchangedFrom: 'Not changed: {{from}}',
  switched: 'Objective is now {{to}}x',
  switchedFrom: 'Seen in the image, and switched from {{from}}: {{umPerPx}} µm/px.',
  undo: 'Undo',
  dismiss: 'Dismiss',
} as const;
