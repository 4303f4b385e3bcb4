import { expect, test } from 'vitest';
import type { FieldPicture } from '../domain/picture';
import { QUALITY_FIELDS } from '../domain/quality';
import { TISSUE_FEATURES } from '../domain/tissue-statistics';
import { assessRegion, assessRegions, limitsFor, QUALITY_LIMITS } from './assess';

const HE: FieldPicture = { field: 'h-and-e', regions: [] };

const good = {
  tissue: 0.9,
  clippedBright: 0,
  clippedDark: 0,
  blurUm: 0.6,
  luma: 0.6,
  ink: 0,
  solidInk: 0,
  white: 0.95,
  streaks: 0.1,
};

test.each([
  [{}, 'assessed'],
  [{ tissue: 0.01 }, 'no-tissue'],
  [{ blurUm: 2.5 }, 'out-of-focus'],
  [{ blurUm: Number.POSITIVE_INFINITY }, 'out-of-focus'],
  [{ clippedBright: 0.5 }, 'over-exposed'],
  // A little clipped tissue at the rim of much glass is much of the tissue there is.
  [{ tissue: 0.1, clippedBright: 0.05 }, 'over-exposed'],
  [{ luma: 0.05 }, 'under-exposed'],
  // The lamp is too low, however pale the tissue.
  [{ white: 0.4 }, 'under-exposed'],
  [{ ink: 0.4, solidInk: 0.3 }, 'ink'],
  // A thin stroke on glass.
  [{ ink: 0.2, tissue: 0.2 }, 'ink'],
  // Flecks of dye at a margin.
  [{ ink: 0.35, solidInk: 0.15 }, 'assessed'],
  // Ink may hide tissue.
  [{ ink: 0.9, solidInk: 0.8, tissue: 0 }, 'ink'],
  [{ streaks: 0.7, blurUm: 1.4 }, 'motion-blur'],
  // Aligned fibres in focus.
  [{ streaks: 0.7 }, 'assessed'],
  [{ tissue: 0, streaks: 0.7 }, 'no-tissue'],
  // Sharp across: motion along the structures.
  [{ streaks: 0.86 }, 'motion-blur'],
  [{ clippedDark: 0.5 }, 'under-exposed'],
  // All white: tissue may be hidden in it.
  [{ tissue: 0, luma: 1 }, 'blown-out'],
  [{ tissue: 0, luma: 0.02 }, 'under-exposed'],
  // Glass needs no focus.
  [{ tissue: 0, blurUm: Number.POSITIVE_INFINITY }, 'no-tissue'],
] as const)('%j is %s', (change, assessment) => {
  expect(assessRegion({ ...good, ...change })).toBe(assessment);
});

test('what could not be measured is never assessed', () => {
  for (const field of QUALITY_FIELDS)
    expect(assessRegion({ ...good, [field]: Number.NaN }), field).not.toBe('assessed');
});

test('limits can be changed', () => {
  expect(assessRegion({ ...good, blurUm: 2.5 }, { ...QUALITY_LIMITS, blurUm: 3 })).toBe('assessed');
});

test('goes through the regions row by row', () => {
  const row = (tissue: number, blurUm: number) => [tissue, 0, 0, blurUm, 0.6, 0, 0, 0.95, 0.1];
  const values = new Float32Array([...row(0.9, 0.6), ...row(0, 0.6), ...row(0.9, 4), ...row(0.5, 0.6)]);
  expect(
    assessRegions({ columns: 2, rows: 2, values, picture: HE }, { ...QUALITY_LIMITS, sharpShare: 0 }),
  ).toEqual({
    columns: 2,
    rows: 2,
    regions: ['assessed', 'no-tissue', 'out-of-focus', 'assessed'],
  });
});

test('regions that look sharp by luck do not count in a blurred field', () => {
  const row = (tissue: number, blurUm: number) => [tissue, 0, 0, blurUm, 0.6, 0, 0, 0.95, 0.1];
  const field = (sharp: number, blurred: number) =>
    assessRegions({
      columns: sharp + blurred + 1,
      rows: 1,
      picture: HE,
      values: new Float32Array([
        ...Array.from({ length: sharp }, () => row(0.9, 1)).flat(),
        ...Array.from({ length: blurred }, () => row(0.9, 3)).flat(),
        ...row(0, 3),
      ]),
    }).regions;
  expect(new Set(field(4, 6))).toEqual(new Set(['out-of-focus', 'no-tissue']));
  expect(field(19, 1).filter((region) => region === 'assessed')).toHaveLength(19);
});

const FINE = {
  tissue: 0.9,
  clippedBright: 0,
  clippedDark: 0,
  blurUm: 0.6,
  luma: 0.6,
  ink: 0,
  solidInk: 0,
  white: 0.95,
  streaks: 0.1,
};

/** Assessment of a row of regions. */
function rowOf(changes: readonly Partial<typeof FINE>[], picture: FieldPicture = HE) {
  const values = changes.flatMap((change) => QUALITY_FIELDS.map((field) => ({ ...FINE, ...change })[field]));
  return assessRegions({ columns: changes.length, rows: 1, values: new Float32Array(values), picture })
    .regions;
}

test('the median of a field tells blur that no single region shows', () => {
  expect(new Set(rowOf([1.7, 1.7, 1.7, 1.7].map((blurUm) => ({ blurUm }))))).toEqual(
    new Set(['out-of-focus']),
  );
  expect(new Set(rowOf([1, 1, 1, 1.7].map((blurUm) => ({ blurUm }))))).toEqual(new Set(['assessed']));
});

test('where most tissue is over-exposed the rest is not trusted', () => {
  const clipped = { clippedBright: 0.8 };
  expect(new Set(rowOf([clipped, clipped, {}]))).toEqual(new Set(['over-exposed']));
  expect(rowOf([clipped, {}, {}])).toEqual(['over-exposed', 'assessed', 'assessed']);
});

test('white beside well-lit tissue is glass under a bright lamp: not assessed itself, no reason against the tissue', () => {
  const white = { tissue: 0, luma: 1 };
  expect(rowOf([white, white, white, {}])).toEqual(['blown-out', 'blown-out', 'blown-out', 'assessed']);
});

test('a region counts in the median of the blur by its tissue', () => {
  // Rims of glands about a wide lumen have little detail.
  const rim = { tissue: 0.05, blurUm: 1.9 };
  expect(rowOf([rim, rim, rim, { blurUm: 0.9 }, { blurUm: 0.9 }, { blurUm: 0.9 }]).slice(3)).toEqual(
    Array.from({ length: 3 }, () => 'assessed'),
  );
});

test('ink takes its neighbours with it, and much of it the field', () => {
  const ink = { ink: 0.5, solidInk: 0.4 };
  expect(rowOf([ink, {}, {}, {}])).toEqual(['ink', 'ink', 'assessed', 'assessed']);
  expect(new Set(rowOf([ink, ink, {}, {}, {}]))).toEqual(new Set(['ink']));
  // Ink on glass beside it takes no tissue that it does not touch.
  expect(rowOf([{}, {}, {}, { tissue: 0 }, { ...ink, tissue: 0 }])).toEqual([
    ...(['assessed', 'assessed', 'assessed', 'no-tissue', 'ink'] as const),
  ]);
});

test('ink spreads through what has a trace of it, which alone is none', () => {
  const trace = { ink: 0.05 };
  expect(rowOf([{ ink: 0.5, solidInk: 0.4 }, trace, {}, {}, {}, {}, trace, {}])).toEqual([
    ...(['ink', 'ink', 'ink', 'assessed', 'assessed', 'assessed', 'assessed', 'assessed'] as const),
  ]);
  // Glass between has it, too.
  expect(
    rowOf([{ ink: 0.5, solidInk: 0.4 }, { ...trace, tissue: 0 }, trace, {}, {}, {}, {}, {}]).slice(1, 4),
  ).toEqual([...(['no-tissue', 'ink', 'ink'] as const)]);
});

test('ink too dense to see through takes its neighbours, too', () => {
  expect(rowOf([{ ink: 0.7, solidInk: 0.6, luma: 0.05 }, {}, {}, {}, {}])).toEqual([
    ...(['under-exposed', 'ink', 'assessed', 'assessed', 'assessed'] as const),
  ]);
});

test('motion is that of the whole field, whatever single regions look like', () => {
  const moved = (blurUm: number) => ({ streaks: 0.6, blurUm });
  expect(new Set(rowOf([0.4, 0.9, 0.9, 0.4, 0.9].map(moved)))).toEqual(new Set(['motion-blur']));
  // One blurred region among sharp fibres is refused alone.
  expect(rowOf([0.4, 0.4, 0.9, 0.4, 0.4].map(moved))).toEqual([
    ...(['assessed', 'assessed', 'motion-blur', 'assessed', 'assessed'] as const),
  ]);
});

test('the model that blur harms first sets the limit', () => {
  const model = (maxDefocusUm: number) => ({
    quality: { maxDefocusUm, minBrightness: 0.8, maxBrightness: 1.2 },
  });
  const one = limitsFor([model(1)]).blurUm;
  expect(limitsFor([model(3), model(1)]).blurUm).toBe(one);
  expect(limitsFor([model(3)]).blurUm).toBeGreaterThan(one);
  // What sharp tissue has is never beyond the limit.
  expect(limitsFor([model(0.1)]).blurUm).toBeGreaterThan(1.5);
  expect(limitsFor([])).toEqual(QUALITY_LIMITS);
});

test('what the models do not know is told whatever else is wrong with it', () => {
  const dab: FieldPicture = { field: 'dab-stain', regions: [] };
  expect(rowOf([{}, { ink: 0.5, solidInk: 0.4 }, { blurUm: 9 }, { tissue: 0 }], dab)).toEqual([
    ...(['dab-stain', 'dab-stain', 'dab-stain', 'no-tissue'] as const),
  ]);
  // A grey picture has no stain, and so no tissue that could be missing.
  const grey: FieldPicture = { field: 'no-colour', regions: [] };
  expect(new Set(rowOf([{ tissue: 0 }, { tissue: 0 }], grey))).toEqual(new Set(['no-colour']));
  const inPart: FieldPicture = { field: 'h-and-e', regions: ['h-and-e', 'blue-stain', 'blue-stain'] };
  expect(rowOf([{}, {}, { tissue: 0 }], inPart)).toEqual(['assessed', 'blue-stain', 'no-tissue']);
});

test('a model may accept another stain, and all models in use must', () => {
  const quality = { maxDefocusUm: 1, minBrightness: 0.8, maxBrightness: 1.2 };
  const forDab = limitsFor([{ quality, accepts: ['dab-stain'] }]);
  expect(limitsFor([{ quality }]).accepts).toEqual(['h-and-e']);
  expect(limitsFor([{ quality, accepts: ['dab-stain', 'h-and-e'] }]).accepts).toEqual([
    'h-and-e',
    'dab-stain',
  ]);
  expect(limitsFor([{ quality, accepts: ['dab-stain'] }, { quality }]).accepts).toEqual([]);
  const values = new Float32Array(QUALITY_FIELDS.map((field) => FINE[field]));
  const seen = (field: FieldPicture['field']) =>
    assessRegions({ columns: 1, rows: 1, values, picture: { field, regions: [] } }, forDab).regions;
  expect(seen('dab-stain')).toEqual(['assessed']);
  expect(seen('h-and-e')).toEqual(['other-stain']);
  expect(seen('aec-stain')).toEqual(['aec-stain']);
});

test('tissue unlike what the models were trained on is not assessed, and glass stays glass', () => {
  const quality = { maxDefocusUm: 1, minBrightness: 0.8, maxBrightness: 1.2 };
  const count = TISSUE_FEATURES.length;
  const tissue = {
    ...{ features: [...TISSUE_FEATURES], fields: 9, limit: 3 },
    mean: Array.from({ length: count }, () => 0),
    precision: Array.from({ length: count * count }, (_, i) => (i % (count + 1) ? 0 : 1)),
  };
  const row = [{}, { tissue: 0 }].flatMap((own) =>
    QUALITY_FIELDS.map((field) => ({ ...FINE, ...own })[field]),
  );
  const seen = (first: number, models: Parameters<typeof limitsFor>[0]) => {
    const picture = { field: 'h-and-e', regions: [], tissue: [first, ...tissue.mean.slice(1)] } as const;
    return assessRegions({ columns: 2, rows: 1, values: new Float32Array(row), picture }, limitsFor(models))
      .regions;
  };
  expect(seen(4, [{ quality, tissue }])).toEqual(['unfamiliar-tissue', 'no-tissue']);
  expect(seen(2, [{ quality, tissue }])).toEqual(['assessed', 'no-tissue']);
  expect(seen(4, [{ quality, tissue }, { quality }])).toEqual(['assessed', 'no-tissue']);
});

test('a field whose picture was not looked at is not judged', () => {
  const values = new Float32Array(QUALITY_FIELDS.map((field) => FINE[field]));
  expect(assessRegions({ columns: 1, rows: 1, values }).regions).toEqual(['looking']);
});
