import { expect, test } from 'vitest';
import type { PlaceAnswer } from '../../engine/place-reading';
import { t } from '../i18n/i18n';
import { layersOf } from '../state/models';
import { fakeModel } from '../test-reticle';
import { placeWords } from './place-words';

const models = [fakeModel('lymph', 'metastasis'), fakeModel('prostate', 'cancer')];
const known = { models, layers: layersOf(models), thresholds: { 'prostate/cancer': 0.9 } };
const answer = (modelId: string, change: Partial<PlaceAnswer>): PlaceAnswer => ({
  ...{ modelId, classId: modelId === 'lymph' ? 'metastasis' : 'cancer', probability: null, why: null },
  ...change,
});
const words = (...answers: PlaceAnswer[]) => placeWords(answers, known, t);

test('each model says its probability against the threshold in force', () => {
  expect(words(answer('lymph', { probability: 0.834 }), answer('prostate', { probability: 0.834 }))).toEqual([
    'lymph: 0.83, positive (from 0.42)',
    'prostate: 0.83, negative (positive from 0.90)',
  ]);
  expect(words(answer('lymph', { probability: 0.1 }), answer('prostate', { why: 'edge' }))[1]).toMatch(
    /^prostate: Too near the edge/,
  );
});

test('what holds for all models is said once, with its reason', () => {
  expect(words(answer('lymph', { why: 'ink' }), answer('prostate', { why: 'ink' }))).toEqual([
    'Cannot be analysed: ink.',
  ]);
  for (const why of ['waiting', 'edge', 'no-tissue', 'wrong-scale', 'out-of-focus', 'dab-stain'] as const) {
    const [line = '', ...more] = words(answer('lymph', { why }));
    expect(more).toEqual([]);
    expect(line).not.toMatch(/place\.|capture\.|undefined|\{\{/);
    expect(line.length).toBeGreaterThan(8);
  }
  expect(words()).toEqual([t('place.noModel')]);
});
