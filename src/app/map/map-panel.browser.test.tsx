import { expect, test } from 'vitest';
import type { Focus } from '../../domain/focus';
import type { MapState } from '../../domain/slide-map';
import { renderPart } from '../testing/render-part';
import { ClearToast } from './clear-toast';
import { MapPanel } from './map-panel';

const focus: Focus = {
  ...{ modelId: 'lymph-node-metastasis', classId: 'metastasis', island: 0, cells: 90, open: false },
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

test('foci are listed with their size class, and one that is chosen becomes the target', async () => {
  const { screen, slice } = await map();
  slice.patch({
    ...{ map: twoParts, foci: [focus], fociTotal: 1 },
    layer: { modelId: focus.modelId, classId: focus.classId, threshold: 0.5 },
  });
  await expect.element(screen.getByText('micro', { exact: true })).toBeVisible();
  await screen.getByRole('row').getByRole('button').click();
  await expect.poll(() => slice.state.target?.at).toEqual({ x: 250, y: 400 });
});

test('another part of the slide can be looked at', async () => {
  const { screen, slice } = await map();
  slice.patch({ map: twoParts });
  await screen.getByRole('combobox').selectOptions('Part 2');
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
