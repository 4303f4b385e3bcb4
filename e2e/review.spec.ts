import { expect, test } from '@playwright/test';
import { storedRecords } from './stored-records';
import { open, quietDemo, untilExamined } from './support';

test('a marked region is confirmed by key, undone, kept with its slide, and still confirmed when the slide comes back', async ({
  page,
}) => {
  await open(page, quietDemo);
  await page.evaluate(() => window.reticle?.ready);
  await untilExamined(page);
  await page.keyboard.press('e');
  const region = page.getByTestId('region').first();
  await expect(region).toHaveAttribute('data-state', 'open');
  await expect(page.getByRole('listbox')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(region).toHaveAttribute('data-state', 'confirmed');
  await expect(page.locator('.annotation[data-decision="confirmed"]')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(region).toHaveAttribute('data-state', 'open');
  await page.keyboard.press('Control+Shift+z');
  await expect(region).toHaveAttribute('data-state', 'confirmed');
  await expect.poll(async () => (await storedRecords(page, 'drawn')).length).toBe(1);

  // Another glass has nothing of it.
  await page.keyboard.press('n');
  await expect(page.locator('.annotation[data-decision="confirmed"]')).toHaveCount(0);
  await page.keyboard.press('j');
  await page.getByRole('button', { name: 'Continue' }).first().click();
  await untilExamined(page);
  await page.keyboard.press('e');
  await expect(region).toHaveAttribute('data-state', 'confirmed', { timeout: 120_000 });
  await expect(page.getByText(/The model marked \d+: 1 confirmed, 0 rejected/)).toBeVisible();
});
