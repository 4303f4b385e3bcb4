/** Texts of the guided story, in English. */
export const enStory = {
  title: 'Five steps, half a minute',
  welcome: 'Welcome to Reticle',
  close: 'Skip the story',
  next: 'Next',
  end: 'Close',
  stepDone: 'done',
  steps: {
    see: 'See',
    freeze: 'Freeze',
    take: 'Take',
    confirm: 'Confirm',
    export: 'Export',
  },
  shown: {
    'lymph-node-tissue': 'Real lymph node with metastases of breast cancer, analysed live on your machine.',
    'prostate-tissue': 'Real prostate, analysed live on your machine.',
    simulated: 'A slide drawn by the computer, analysed live on your machine.',
    live: 'The picture is analysed live on your machine, and never leaves it.',
  },
  text: {
    see: 'Outlined is what the model marks; hatched cannot be analysed. Drag, or press the arrow keys, to move the stage.',
    freeze: 'Something of interest? Press F, or Freeze, to hold the field while it is analysed to the end.',
    take: 'Press Space, or Snapshot, to keep the field with all that was known of it.',
    confirm:
      'The model only proposes. Press E for the regions that it marked, choose one, and press Enter, or Confirm.',
    export:
      'Open Export (X), leave what is ticked, and press Export: pictures, findings and how they came about.',
    done: 'That is all there is to it. Your own microscope: choose its camera as the source; a strip then leads through the set-up. The story can be read again under Keyboard and help.',
  },
} as const;
