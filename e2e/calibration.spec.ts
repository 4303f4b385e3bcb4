import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { open } from './support';

const stage = (slide: string) =>
  `?source=simulated&slide=${slide}&seed=7&objective=10&tour=off&frameRate=10&model=none`;

async function openDialog(page: Page, address: string) {
  await open(page, address);
  await page.keyboard.press('s');
  const button = page.getByRole('button', { name: 'Calibrate …' });
  await expect(button).toBeEnabled();
  await button.click();
  const dialog = page.getByRole('dialog', { name: 'Calibrate µm/px' });
  await expect(dialog.getByRole('img', { name: 'Frame being measured' })).toBeVisible();
  return dialog;
}

test('the simulated micrometer gives the um/px of the stage', async ({ page }) => {
  const dialog = await openDialog(page, stage('micrometer'));
  await dialog.getByRole('button', { name: 'Find the lines' }).click();
  const result = dialog.getByTestId('calibrate-result');
  await expect(result).toBeVisible({ timeout: 150_000 });
  const umPerPx = Number.parseFloat((await result.textContent()) ?? '');
  expect(Math.abs(umPerPx - 1)).toBeLessThan(0.005);
  await expect(dialog.getByText('differs by')).toHaveCount(0);
  // The stage knows its own scale: there is nothing to keep.
  await expect(dialog.getByRole('button', { name: 'Save profile' })).toBeDisabled();
});

test('tissue gives no scale', async ({ page }) => {
  const dialog = await openDialog(page, stage('lymph-node'));
  await expect(dialog.getByRole('heading', { name: 'Calibrate µm/px' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Find the lines' }).click();
  await expect(dialog.getByTestId('calibrate-status')).toHaveText(
    /No scale lines found|not evenly spaced|not every fifth line is longer/,
    {
      timeout: 150_000,
    },
  );
  await expect(dialog.getByTestId('calibrate-result')).toHaveCount(0);
});

test('two points by keyboard, against the scale in force', async ({ page }) => {
  const dialog = await openDialog(page, stage('micrometer'));
  await dialog.getByRole('radio', { name: 'Two points' }).check();
  await dialog.getByRole('textbox', { name: /Length between/ }).fill('640');
  const result = dialog.getByTestId('calibrate-result');
  await expect(result).toHaveText(/^1 µm\/px/);
  await dialog.getByRole('button', { name: /^Point 2/ }).press('Shift+ArrowRight');
  await expect(result).toHaveText(/^0\.9846 µm\/px/);
  await dialog.getByRole('textbox', { name: /Length between/ }).fill('320');
  await expect(dialog.getByText('differs by')).toBeVisible();
});

test('without a scale the status line leads to the calibration, by keyboard', async ({ page }) => {
  await open(page, '?source=simulated&stage=untold&slide=micrometer&tour=off&frameRate=10&model=none');
  await expect(page.getByTestId('status')).toHaveAttribute('data-code', 'not-calibrated');
  const way = page.getByTestId('status').getByRole('button', { name: 'Calibrate …' });
  await way.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Calibrate µm/px' });
  await expect(dialog).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await dialog.getByRole('combobox', { name: 'Objective' }).selectOption('10');

  // A poor measurement is kept, and warned of in the status line until a better one is there.
  await dialog.getByRole('radio', { name: 'By numbers' }).check();
  await dialog.getByRole('textbox', { name: 'Sensor pixel size, µm' }).fill('10');
  await dialog.getByRole('textbox', { name: 'Objective' }).fill('10');
  await dialog.getByRole('button', { name: 'Save profile' }).click();
  await expect(dialog).toBeHidden();
  const check = page.getByTestId('status').getByRole('button', { name: /Check scale.*5\.0 %/ });
  await check.click();
  await dialog.getByRole('button', { name: 'Find the lines' }).click();
  await dialog.getByRole('button', { name: 'Save profile' }).click({ timeout: 150_000 });
  await expect(check).toBeHidden();
});

test('a click brings the nearer point, under a loupe', async ({ page }) => {
  const dialog = await openDialog(page, stage('micrometer'));
  await dialog.getByRole('radio', { name: 'Two points' }).check();
  await dialog.getByRole('textbox', { name: /Length between/ }).fill('640');
  await expect(dialog.getByTestId('loupe')).toHaveCount(0);
  const box = await dialog.getByRole('img', { name: 'Frame being measured' }).boundingBox();
  if (!box) throw new Error('no picture');
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
  await page.mouse.down();
  await expect(dialog.getByTestId('loupe')).toHaveAttribute('data-side', 'left');
  await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2);
  await page.mouse.up();
  // 640 um over half of 1280 px, to the px of the screen.
  await expect
    .poll(async () =>
      Math.abs(Number.parseFloat((await dialog.getByTestId('calibrate-result').textContent()) ?? '') - 1),
    )
    .toBeLessThan(0.005);
  // The loupe shows the very px of the point, and follows the keys.
  const shown = () =>
    dialog
      .getByTestId('loupe')
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const before = await shown();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(shown).not.toBe(before);
});
