import { expect, test } from '@playwright/test';
import { moveTo, open } from './support';

const stage = '?source=simulated&slide=lymph-node&seed=7&objective=10&tour=off&model=none';

test('one blank field makes the light even and white; undo and remove take it back', async ({ page }) => {
  await open(page, stage);
  await page.evaluate(() => window.reticle?.simulator?.set({ vignetting: 0.3, lampKelvin: 3200 }));
  await page.keyboard.press('s');
  const section = page.getByRole('region', { name: 'Light and white balance' });

  // On tissue it is refused, with the reason.
  await section.getByRole('button', { name: 'Take blank field' }).click();
  await expect(page.getByText('This is not blank glass.')).toBeVisible({ timeout: 60_000 });
  await expect(section.getByTestId('flat-after')).toHaveCount(0);

  await moveTo(page, { x: 0, y: 0 });
  await page.keyboard.press('w');
  const after = section.getByTestId('flat-after');
  await expect(after).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('This is not blank glass.')).toHaveCount(0);
  const shares = async (id: string) =>
    (await section.getByTestId(id).getByRole('cell').allTextContents()).map(Number.parseFloat);
  const [unevenBefore = 0, tintBefore = 0] = await shares('flat-before');
  expect(unevenBefore).toBeGreaterThan(10);
  expect(tintBefore).toBeGreaterThan(30);
  const [unevenAfter = 99, tintAfter = 99] = await shares('flat-after');
  expect(unevenAfter).toBeLessThan(2);
  expect(tintAfter).toBeLessThan(1);

  // What is on screen is what was promised: corner and middle of the picture alike and grey.
  const colours = async () => {
    const { decode } = await import('fast-png');
    const view = page.getByTestId('live-view');
    const { data, width, height, channels } = decode(await view.screenshot());
    const at = (x: number, y: number) =>
      [0, 1, 2].map(
        (channel) => data[(Math.round(y * height) * width + Math.round(x * width)) * channels + channel] ?? 0,
      );
    return [at(0.5, 0.5), at(0.3, 0.3)];
  };
  const even = async () => {
    const [middle = [], aside = []] = await colours();
    return Math.max(...middle, ...aside) - Math.min(...middle, ...aside);
  };
  await expect.poll(even, { timeout: 20_000 }).toBeLessThan(16);

  await section.getByRole('button', { name: 'Undo' }).click();
  await expect(after).toHaveCount(0);
  await expect.poll(even, { timeout: 20_000 }).toBeGreaterThan(60);
});
