import { expect, test } from 'vitest';
import { t } from '../i18n/i18n';
import { fakeModel, testReticle } from '../test-reticle';
import { snapshotCaption } from './snapshot-caption';

const at = new Date('2026-11-22T14:03:05.250Z');

test('the caption names model, weights, threshold with its basis, scale with its basis, source, time', async () => {
  const { reticle } = testReticle();
  const { store } = reticle;
  await reticle.sources.open({ kind: 'camera', deviceId: 'abc' });
  store.patch({ models: [fakeModel('lymph-node-metastasis', 'metastasis')] });
  store.overlay.answerModel('lymph-node-metastasis');
  reticle.optics.setObjective(10);
  expect(snapshotCaption(store.state, 'Camera X', at, t)).toEqual([
    'lymph-node-metastasis 1.2.3, weights abcdef012345',
    'metastasis cells: threshold 0.420 (operating point Balanced)',
    '10x, 1.0000 µm/px (nominal)',
    'Source: Camera X',
    '2026-11-22T14:03:05.250Z   Research use only',
  ]);
  store.overlay.setThreshold(0.6);
  store.optics.enterScale(0.93);
  const [, threshold, scale] = snapshotCaption(store.state, 'Camera X', at, t);
  expect(threshold).toContain('0.600 (set by hand)');
  expect(scale).toBe('10x, 0.9300 µm/px (entered)');
});

test('a model that is still being loaded is not passed over', async () => {
  const { reticle } = testReticle();
  await reticle.sources.open({ kind: 'camera', deviceId: 'abc' });
  reticle.store.overlay.answerModel('lymph-node-metastasis');
  expect(snapshotCaption(reticle.store.state, 'Camera X', at, t)[0]).toBe(
    'lymph-node-metastasis is not loaded: no overlay',
  );
});

test('without model or scale it says so', async () => {
  const { reticle } = testReticle();
  await reticle.sources.open({ kind: 'camera', deviceId: 'abc' });
  reticle.store.overlay.setModelEnabled('lymph-node-metastasis', false);
  expect(snapshotCaption(reticle.store.state, 'Camera X', at, t).slice(0, 2)).toEqual([
    'No model is on',
    'Not calibrated',
  ]);
});
