import { expect, test } from 'vitest';
import lymphNode from '../../../models/lymph-node-metastasis/manifest.json';
import { manifestSchema } from '../../domain/manifest';
import { ThresholdSlider } from '../dock/threshold-slider';
import { TwoModels } from '../notices/two-models';
import { isModelEnabled } from '../state/selectors';
import { fakeModel } from '../test-reticle';
import { renderPart } from '../testing/render-part';
import { ModelCard } from './model-card';

const LYMPH_NODE = { manifest: manifestSchema.parse(lymphNode), hash: '604ff57ccce76a19' };

test('the operating point leads to the model’s card: data, figures, weak spots, version; another point is chosen there', async () => {
  const { store, screen, openDemo } = await renderPart(
    <>
      <ThresholdSlider />
      <ModelCard />
    </>,
  );
  await openDemo();
  store.patch({ models: [LYMPH_NODE] });
  await screen.getByRole('button', { name: /^Balanced/ }).click();
  const card = screen.getByRole('dialog', { name: 'Lymph node metastasis, version 0.13.0' });
  await expect.element(card).toBeVisible();
  for (const words of [
    /95 % interval 0.94 to 0.96/,
    /PatchCamelyon \(20,000/,
    /Misses tumour of small/,
    /CC0-1.0/,
    /604ff57ccce76a19/,
  ])
    await expect.element(card.getByText(words).first()).toBeInTheDocument();
  await expect
    .element(card.getByRole('radio', { name: /Balanced Finds 86 % .* falsely calls 10 %/ }))
    .toBeChecked();
  for (const name of ['Specific', 'Sensitive', 'Balanced']) {
    const radio = card.getByRole('radio', { name: new RegExp(`^${name} Finds`) });
    await radio.click();
    await expect.element(radio).toBeChecked();
  }
  expect(store.state.preferences.overlay.thresholds).toEqual({});
  await card.getByRole('radio', { name: /^Sensitive/ }).click();
  expect(store.state.preferences.overlay.thresholds).toEqual({ 'lymph-node-metastasis/metastasis': 0.394 });
  await card.getByRole('button', { name: 'Close' }).click();
  await expect.element(card).not.toBeInTheDocument();
});

test('models for two organs on one slide are asked about; one is kept, or both', async () => {
  const { store, screen, openDemo } = await renderPart(<TwoModels />);
  await openDemo();
  store.patch({ models: [LYMPH_NODE, fakeModel('prostate-cancer', 'cancer')] });
  const question = screen.getByText('Models for two organs are on');
  await expect.element(question).not.toBeInTheDocument();
  store.overlay.setModelEnabled('prostate-cancer', true);
  await expect.element(question).toBeVisible();
  await screen.getByRole('button', { name: 'Keep only Prostate cancer' }).click();
  await expect.element(question).not.toBeInTheDocument();
  expect(isModelEnabled(store.state, 'lymph-node-metastasis')).toBe(false);
  store.overlay.setModelEnabled('lymph-node-metastasis', true);
  await screen.getByRole('button', { name: 'Keep both' }).click();
  await expect.element(question).not.toBeInTheDocument();
  expect(isModelEnabled(store.state, 'prostate-cancer')).toBe(true);
});
