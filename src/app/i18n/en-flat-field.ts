/** Texts about flat field and white balance, in English. */
export const enFlatField = {
  title: 'Light and white balance',
  off: 'Show blank glass, sharp where the tissue is sharp, with the lamp as you use it. Reticle then evens the light and makes glass neutral.',
  on: 'The light is made even and glass neutral, for this camera, resolution and objective.',
  take: 'Take blank field',
  again: 'Take anew',
  undo: 'Undo',
  remove: 'Remove',
  progress: 'Taking, {{percent}} %: keep the stage still.',
  taken: 'Blank field of {{date}}.',
  before: 'Before',
  after: 'After',
  nonUniformity: 'Uneven',
  cast: 'Tint',
  failed: 'The blank field was not taken.',
  drift: {
    colour: 'The colour of the light has changed.',
    shading: 'The light is no longer even.',
    brightness: 'The brightness of the light has changed.',
  },
  driftRemedy: 'Take the blank field anew, or set lamp and camera as they were.',
} as const;
