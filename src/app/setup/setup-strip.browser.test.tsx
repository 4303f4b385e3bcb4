import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { ObjectiveSelect } from '../bar/objective-select';
import { CalibrationSection } from '../panel/calibration-section';
import { currentCalibration } from '../state/selectors';
import { renderPart } from '../testing/render-part';
import { SetupStrip } from './setup-strip';

test('four clicks set a camera up; left, it is gone on with from the controls', async () => {
  await page.viewport(1280, 720);
  const { reticle, store, screen } = await renderPart(
    <div>
      <ObjectiveSelect />
      <SetupStrip />
      <CalibrationSection />
    </div>,
  );
  await reticle.sources.open({ kind: 'camera', deviceId: 'a' });
  store.patch({ frame: { width: 1280, height: 720, umPerPx: null, objective: null } });
  const strip = screen.getByRole('region', { name: 'Set up this camera' });
  await strip.getByRole('button', { name: '20x' }).click();
  await strip
    .getByRole('combobox', { name: 'Camera sensor' })
    .selectOptions('3.75 µm px (AR0130, IMX385, 1280 wide)');
  await strip.getByRole('combobox', { name: 'C-mount adapter' }).selectOptions('0.5x');
  await strip.getByRole('button', { name: 'Use 0.375 µm/px' }).click();
  expect(currentCalibration(store.state)).toMatchObject({ umPerPx: 0.375, basis: 'numbers' });
  await expect.element(strip.getByText('The scale is known.')).toBeVisible();
  await expect.element(screen.getByText('0.375 µm/px', { exact: false }).first()).toBeVisible();
  expect(document.querySelector('.scale-badge')?.getAttribute('title')).toMatch(
    /^0\.375 µm\/px, data sheet, \d+ [A-Z][a-z]+$/,
  );
  await strip.getByRole('button', { name: 'Set up later' }).click();
  await expect.element(strip).not.toBeInTheDocument();
  await screen.getByRole('button', { name: 'Set up this camera …' }).click();
  await strip.getByRole('button', { name: 'Skip' }).click();
  await strip.getByRole('button', { name: 'Ready: start' }).click();
  await expect.element(strip).not.toBeInTheDocument();
});
