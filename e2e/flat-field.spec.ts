import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { moveTo, open, untilFrames } from './support';

const stage = '?source=simulated&slide=lymph-node&seed=7&objective=10&tour=off&frameRate=10&model=none';
/** Side of the squares that are compared, px of the page. */
const SQUARE = 60;

test('one blank field makes the light even and white; undo and remove take it back', async ({ page }) => {
  await open(page, stage);
  await page.evaluate(() => window.reticle?.simulator?.set({ vignetting: 0.3, lampKelvin: 3200 }));
  await page.keyboard.press('s');
  const section = page.getByRole('region', { name: 'Light and white balance' });

  // On tissue it is refused, with the reason.
  await section.getByRole('button', { name: 'Take blank field' }).click();
  await expect(page.getByText('This is not blank glass.')).toBeVisible({ timeout: 120_000 });
  await expect(section.getByTestId('flat-after')).toHaveCount(0);

  await moveTo(page, { x: 0, y: 0 });
  await untilFrames(page, 3); // those on their way still show tissue
  await page.keyboard.press('w');
  const after = section.getByTestId('flat-after');
  await expect(after).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText('This is not blank glass.')).toHaveCount(0);
  const shares = async (id: string) =>
    (await section.getByTestId(id).getByRole('cell').allTextContents()).map(Number.parseFloat);
  const [unevenBefore = 0, tintBefore = 0] = await shares('flat-before');
  expect(unevenBefore).toBeGreaterThan(10);
  expect(tintBefore).toBeGreaterThan(30);
  const [unevenAfter = 99, tintAfter = 99] = await shares('flat-after');
  expect(unevenAfter).toBeLessThan(2);
  expect(tintAfter).toBeLessThan(1);

  const { violations } = await new AxeBuilder({ page })
    .include('.panel')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' '))}`)).toEqual(
    [],
  );

  // What is on screen is what was promised: corner and middle of the picture alike and grey.
  const even = async () => {
    const { decode } = await import('fast-png');
    const { data, width, height, channels } = decode(await page.getByTestId('live-view').screenshot());
    // Means over squares, in which noise vanishes; the hatching of blank glass tints by a few levels.
    const levels = [0.5, 0.3].flatMap((share) =>
      [0, 1, 2].map((channel) => {
        let sum = 0;
        for (let y = 0; y < SQUARE; y++)
          for (let x = 0; x < SQUARE; x++)
            sum +=
              data[
                ((Math.round(share * height) + y) * width + Math.round(share * width) + x) * channels +
                  channel
              ] ?? 0;
        return sum / SQUARE ** 2;
      }),
    );
    return Math.max(...levels) - Math.min(...levels);
  };
  await expect.poll(even, { timeout: 120_000 }).toBeLessThan(10);

  await section.getByRole('button', { name: 'Undo' }).click();
  await expect(after).toHaveCount(0);
  await expect.poll(even, { timeout: 120_000 }).toBeGreaterThan(40);
});
