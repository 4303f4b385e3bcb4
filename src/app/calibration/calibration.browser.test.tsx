import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { renderPart } from '../testing/render-part';
import { CalibrationDialog } from './calibration-dialog';

test('the dialog stays where it is, whichever way to a scale is chosen', async () => {
  await page.viewport(1280, 900);
  const { store, screen, openDemo } = await renderPart(<CalibrationDialog />);
  await openDemo();
  store.page.calibrate(true);
  const dialog = screen.getByRole('dialog');
  const places: string[] = [];
  for (let way = 0; way < 3; way++) {
    await screen.getByRole('radio').nth(way).click();
    await expect.element(dialog).toBeVisible();
    const { top, height } = dialog.element().getBoundingClientRect();
    places.push(`${Math.round(top)} ${Math.round(height)}`);
  }
  expect(new Set(places).size).toBe(1);
});
