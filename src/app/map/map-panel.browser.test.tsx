import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Focus } from '../../domain/focus';
import type { MapState } from '../../domain/slide-map';
import { fakeModel } from '../test-reticle';
import { renderPart } from '../testing/render-part';
import { ClearToast } from './clear-toast';
import { MapPanel } from './map-panel';

const focus: Focus = {
  ...{ modelId: 'lymph-node-metastasis', classId: 'metastasis', island: 0, cells: 9, open: false },
  ...{ cellUm: 100, runs: Int32Array.from([2, 1, 4, 3, 1, 4, 4, 1, 4]) },
  ...{ areaUm2: 90_000, longestDiameterUm: 450 },
  diameter: [
    { x: 100, y: 200 },
    { x: 400, y: 535 },
  ],
  bounds: { x: 100, y: 200, width: 300, height: 400 },
};
const twoParts: MapState = {
  ...{ revision: 1, island: 0, islands: [0, 1], field: null, canUndoClear: true, bytes: 0 },
  extent: { x: 0, y: 0, width: 1000, height: 800 },
};

async function map() {
  const page = await renderPart(
    <>
      <MapPanel />
      <ClearToast />
    </>,
  );
  await page.openDemo();
  const slice = page.store.slice('map');
  return { ...page, slice };
}

test('an empty map says how it fills, and has nothing to save or clear', async () => {
  const { screen } = await map();
  await expect.element(screen.getByRole('status').first()).toBeVisible();
  for (const name of [/save/i, /clear/i])
    await expect.element(screen.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true');
});

test('what the model marked has no size class before a person has confirmed it, by key', async () => {
  const { screen, slice, store, reticle } = await map();
  store.patch({ models: [fakeModel(focus.modelId, focus.classId)] });
  slice.patch({
    ...{ map: twoParts, foci: [focus], fociTotal: 1 },
    layer: { modelId: focus.modelId, classId: focus.classId, threshold: 0.5 },
  });
  const region = screen.getByTestId('region');
  await expect.element(region).toHaveAttribute('data-state', 'open');
  await expect.element(screen.getByText('micro', { exact: true })).not.toBeInTheDocument();
  await region.click();
  await expect.poll(() => slice.state.target?.at).toEqual({ x: 250, y: 400 });
  screen.getByRole('listbox').element().focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(region).toHaveAttribute('data-state', 'confirmed');
  await expect.element(screen.getByTitle('Micrometastasis: above 0.2 mm, up to 2 mm')).toBeVisible();
  await expect.element(screen.getByText(/The model marked 1: 1 confirmed, 0 rejected/)).toBeVisible();
  reticle.actions.history.undo();
  await expect.element(region).toHaveAttribute('data-state', 'open');
});

test('a region is rejected and noted by key, and told as changed when it grows', async () => {
  const { screen, slice, store } = await map();
  store.patch({ models: [fakeModel(focus.modelId, focus.classId)] });
  slice.patch({
    ...{ map: twoParts, foci: [focus], fociTotal: 1, focus },
    layer: { modelId: focus.modelId, classId: focus.classId, threshold: 0.5 },
  });
  const region = screen.getByTestId('region');
  await expect.element(region).toBeVisible();
  screen.getByRole('listbox').element().focus();
  await userEvent.keyboard('t');
  await userEvent.keyboard('germinal centre{Enter}');
  await expect.element(region).toHaveAttribute('data-state', 'noted');
  await userEvent.keyboard('{Delete}');
  await expect.element(region).toHaveAttribute('data-state', 'rejected');
  await expect.element(screen.getByText('germinal centre')).toBeVisible();
  const grown = {
    ...{ ...focus, cells: 18, areaUm2: 180_000, bounds: { ...focus.bounds, width: 600 } },
    runs: Int32Array.from([2, 1, 7, 3, 1, 7, 4, 1, 7]),
  };
  slice.patch({ foci: [grown] });
  await expect.element(region).toHaveAttribute('data-state', 'changed');
  await expect.element(screen.getByText(/Changed since it was rejected/)).toBeVisible();
});

test('small regions are left out of the list, and counted', async () => {
  const { screen, slice } = await map();
  slice.patch({
    ...{ map: twoParts, foci: [focus], fociTotal: 1 },
    layer: { modelId: focus.modelId, classId: focus.classId, threshold: 0.5 },
  });
  await screen.getByLabelText('Smallest').selectOptions('From 500 µm');
  await expect.element(screen.getByTestId('region')).not.toBeInTheDocument();
  await expect.element(screen.getByText('1 smaller region is not listed.')).toBeVisible();
});

test('another part of the slide can be looked at', async () => {
  const { screen, slice } = await map();
  slice.patch({ map: twoParts });
  await screen.getByLabelText('Part of the slide').selectOptions('Part 2');
  expect(slice.state.island).toBe(1);
});

test('a cleared map can be brought back', async () => {
  const { screen, slice, reticle } = await map();
  slice.patch({ map: twoParts });
  await screen.getByRole('button', { name: /clear/i }).click();
  await screen.getByTestId('clear-toast').getByRole('button', { name: 'Undo' }).click();
  expect(slice.state.cleared).toBeNull();
  expect(reticle.store.state.history.redo).toBe('Map cleared');
});
