/** Texts about flat field and white balance, in English. */
export const enFlatField = {
  title: 'Light and white balance',
  off: 'Show blank glass, sharp where the tissue is sharp, with the lamp as you use it. Reticle then evens the light and makes glass neutral.',
  on: 'The light is made even and glass neutral, for this camera, resolution and objective.',
  take: 'Take blank field',
  again: 'Retake',
  undo: 'Undo',
  remove: 'Remove',
  progress: 'Taking, {{percent}} %: keep the stage still.',
  taken: 'Blank field of {{date}}.',
  before: 'Before',
  after: 'After',
  nonUniformity: 'Unevenness',
  cast: 'Colour cast',
  failed: 'The blank field was not taken.',
  drift: {
    colour: 'The colour of the light has changed.',
    shading: 'The light is no longer even.',
    brightness: 'The brightness of the light has changed.',
  },
  driftRemedy: 'Retake the blank field, or set lamp and camera as they were.',
} as const;
