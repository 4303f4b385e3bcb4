/** Texts about what a model is and where it errs, in English. The weak spots are those of its card. */
export const enModels = {
  open: '{{point}}: about the model and its operating points',
  byHand: 'Set by hand',
  title: '{{name}}, version {{version}}',
  close: 'Close',
  points: 'Operating point',
  pointText:
    'Finds {{finds}} % of what is positive, and falsely calls {{calls}} % of what is not (threshold {{threshold}}).',
  measuredOn: 'Measured on: {{basis}}.',
  figures: 'Figures',
  auc: 'AUC {{value}} (95 % interval {{low}} to {{high}}); accuracy {{accuracy}} %; mean error of the probabilities {{ece}} %.',
  trainedOn: 'Trained on',
  weakSpots: 'Weak spots',
  noWeakSpots: 'None are stated for this model. Read its card before you rely on it.',
  weights: 'Weights',
  weightsText: 'SHA-256 {{hash}}',
  licence: 'Made with data and weights under: {{licences}}.',
  weak: {
    'lymph-node-metastasis': {
      one: 'Misses tumour of small, dense cells hardly larger than lymphocytes, and some fibrous tumour with few cells.',
      two: 'Falsely calls large histiocytes, vessel walls, stroma with plump spindle cells, lymphocytes out of focus and strongly purple stain.',
      three:
        'A positive cell means tumour nearby rather than a border of tumour. Isolated tumour cells may be missed, germinal centres called.',
      four: 'Never seen: lymphoma, melanoma and other metastases, inflammation, fat necrosis, other organs, other stains.',
    },
    'prostate-cancer': {
      one: 'Calls Gleason 3 that is mostly stroma with sparse, pale glands benign. Pale biopsies are called too seldom.',
      two: 'Learned from few tissue cores of two laboratories: the level of its probabilities shifts between laboratories.',
      three:
        'Not in its data: high-grade PIN, atrophy, seminal vesicle, ductal or neuroendocrine cancer, treated tissue, frozen sections.',
      four: 'Knows no other organ, and gives no Gleason grade.',
    },
  },
  two: {
    title: 'Models for two organs are on',
    text: 'Each marks tissue of the other organ without reason. Is that meant? Otherwise keep the one that fits the slide.',
    keep: 'Keep only {{name}}',
    both: 'Keep both',
  },
} as const;
