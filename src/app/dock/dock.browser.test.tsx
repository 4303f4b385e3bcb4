import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { fakeModel } from '../test-reticle';
import { renderPart } from '../testing/render-part';
import { StatusLine } from './status-line';
import { ThresholdSlider } from './threshold-slider';

const lymph = () => fakeModel('lymph-node-metastasis', 'metastasis');

test('the threshold stands on the operating point, is moved by keys, and goes back by its button', async () => {
  const { store, screen, openDemo } = await renderPart(<ThresholdSlider />);
  await openDemo();
  store.patch({ models: [lymph()] });
  const slider = screen.getByRole('slider', { name: 'Threshold' });
  await expect.element(slider).toHaveAttribute('aria-valuenow', '0.42');
  await expect.element(screen.getByText('Balanced')).toBeVisible();
  slider.element().focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(slider).toHaveAttribute('aria-valuenow', '0.43');
  await expect.element(screen.getByText('Balanced')).not.toBeInTheDocument();
  await screen.getByRole('button', { name: 'Back to the model’s default' }).click();
  await expect.element(slider).toHaveAttribute('aria-valuenow', '0.42');
});

test('without a model there is no threshold to set', async () => {
  const { store, screen, openDemo } = await renderPart(<ThresholdSlider />);
  await openDemo();
  store.patch({ models: [lymph()] });
  store.overlay.setModelEnabled('lymph-node-metastasis', false);
  await expect.element(screen.getByRole('slider')).toHaveAttribute('data-disabled');
});

test('with several models on, the slider says whose threshold it sets', async () => {
  const { store, screen, openDemo } = await renderPart(<ThresholdSlider />);
  await openDemo();
  store.patch({ models: [lymph(), fakeModel('prostate-cancer', 'cancer')] });
  store.overlay.setModelEnabled('prostate-cancer', true);
  await screen.getByText('Prostate cancer').click();
  await expect.element(screen.getByRole('radio', { name: /Prostate/ })).toBeChecked();
  store.overlay.setThreshold(0.9);
  expect(store.state.preferences.overlay.thresholds).toEqual({ 'prostate-cancer/cancer': 0.9 });
});

test('the status line says what is wrong and leads to the calibration', async () => {
  const { reticle, store, screen } = await renderPart(<StatusLine />);
  await reticle.sources.open({ kind: 'camera' });
  store.patch({ status: { code: 'not-calibrated', examined: 0 } });
  const line = screen.getByTestId('status');
  await expect.element(line).toHaveAttribute('data-code', 'not-calibrated');
  await expect.element(line).toHaveAttribute('data-tone');
  await screen.getByRole('button', { name: 'Calibrate' }).click();
  expect(store.state.calibrating).toBe(true);
});

test('tissue that no model looks at is never called examined', async () => {
  const { store, screen, openDemo } = await renderPart(<StatusLine />);
  await openDemo();
  store.patch({
    models: [lymph()],
    engine: { ...store.state.engine, backend: { name: 'wasm', description: 'x', threads: 1 } },
    status: { code: 'examined', examined: 1 },
  });
  const line = screen.getByTestId('status');
  await expect.element(line).toHaveAttribute('data-code', 'examined');
  store.overlay.setModelEnabled('lymph-node-metastasis', false);
  await expect.element(line).toHaveAttribute('data-code', 'no-model');
});
