import { expect, type Page, test } from '@playwright/test';
import { open } from './support';

const stage = (slide: string) => `?source=simulated&slide=${slide}&seed=7&objective=10&tour=off&model=none`;

async function openDialog(page: Page, address: string) {
  await open(page, address);
  await page.keyboard.press('s');
  const button = page.getByRole('button', { name: 'Calibrate …' });
  await expect(button).toBeEnabled();
  await button.click();
  const dialog = page.getByRole('dialog', { name: 'Calibrate um/px' });
  await expect(dialog.getByRole('img', { name: 'Frame being measured' })).toBeVisible();
  return dialog;
}

test('the simulated micrometer gives the um/px of the stage', async ({ page }) => {
  const dialog = await openDialog(page, stage('micrometer'));
  await dialog.getByRole('button', { name: 'Find the lines' }).click();
  const result = dialog.getByTestId('calibrate-result');
  await expect(result).toBeVisible({ timeout: 90_000 });
  const umPerPx = Number.parseFloat((await result.textContent()) ?? '');
  expect(Math.abs(umPerPx - 1)).toBeLessThan(0.005);
  await expect(dialog.getByText('differs by')).toHaveCount(0);
  // The stage knows its own scale: there is nothing to keep.
  await expect(dialog.getByRole('button', { name: 'Save profile' })).toBeDisabled();
});

test('tissue gives no scale', async ({ page }) => {
  const dialog = await openDialog(page, stage('lymph-node'));
  await dialog.getByRole('button', { name: 'Find the lines' }).click();
  await expect(dialog.getByTestId('calibrate-status')).toHaveText(
    /No graduations|not evenly|not every fifth/,
    {
      timeout: 90_000,
    },
  );
  await expect(dialog.getByTestId('calibrate-result')).toHaveCount(0);
});

test('two points by keyboard, against the scale in force', async ({ page }) => {
  const dialog = await openDialog(page, stage('micrometer'));
  await dialog.getByRole('radio', { name: 'Two points' }).check();
  await dialog.getByRole('textbox', { name: /Length between/ }).fill('640');
  const result = dialog.getByTestId('calibrate-result');
  await expect(result).toHaveText(/^1 um\/px/);
  await dialog.getByRole('button', { name: /^Point 2/ }).press('Shift+ArrowRight');
  await expect(result).toHaveText(/^0\.9846 um\/px/);
  await dialog.getByRole('textbox', { name: /Length between/ }).fill('320');
  await expect(dialog.getByText('differs by')).toBeVisible();
});
