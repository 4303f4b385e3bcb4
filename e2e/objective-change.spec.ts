import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { open } from './support';

/** The simulated microscope behind an ordinary camera: the page hears nothing of stage and turret. */
const untold =
  '?source=simulated&stage=untold&slide=lymph-node&seed=7&objective=10&tour=off&frameRate=8&model=none';

const turn = (page: Page, objective: number) =>
  page.evaluate((to) => window.reticle?.simulator?.set({ objective: to }), objective);

/** Until the track has followed some frames, which the next ones are compared with. */
async function untilFollowed(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(async () => (await window.reticle?.diagnostics())?.stage?.confidence ?? 0), {
      timeout: 150_000,
    })
    .toBeGreaterThan(0.5);
  const frames = () => page.evaluate(async () => (await window.reticle?.diagnostics())?.displayedFrames ?? 0);
  const before = await frames();
  await expect.poll(frames, { timeout: 150_000 }).toBeGreaterThan(before + 10);
}

test('a turned objective is switched by the image alone, and can be undone', async ({ page }) => {
  await open(page, untold);
  const objective = page.getByRole('combobox', { name: 'Objective' });
  await expect(objective).toHaveValue('10');
  await untilFollowed(page);
  await turn(page, 20);
  const card = page.getByTestId('objective-card');
  await expect(card.getByText('Objective is now 20x')).toBeVisible({ timeout: 150_000 });
  await expect(objective).toHaveValue('20');
  const { violations } = await new AxeBuilder({ page }).include('[data-testid=objective-card]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await card.getByRole('button', { name: /^Undo/ }).click();
  await expect(objective).toHaveValue('10');
  await expect(card.getByText('Objective is now 20x')).toBeHidden();
});

test('where no known scale fits, the page asks, and takes a number key or Escape', async ({ page }) => {
  // A scale without an objective: a quarter of it is that of no lens. Without a model the status line speaks of that.
  const address = untold.replace('&objective=10', '').replace('model=none', 'model=lymph-node-metastasis');
  await open(page, `${address}&umPerPx=1.3`);
  await untilFollowed(page);
  await turn(page, 40);
  const card = page.getByTestId('objective-card');
  await expect(card.getByText('Which objective is in use?')).toBeVisible({ timeout: 150_000 });
  await expect(page.getByTestId('status')).toHaveAttribute('data-code', 'objective-changed');
  const { violations } = await new AxeBuilder({ page }).include('[data-testid=objective-card]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(card.getByText('Which objective is in use?')).toBeHidden();
  await expect(page.getByTestId('status')).not.toHaveAttribute('data-code', 'objective-changed');
  await expect(page.getByRole('combobox', { name: 'Objective' })).toHaveValue('');

  await untilFollowed(page);
  await turn(page, 10);
  await expect(card.getByText('Which objective is in use?')).toBeVisible({ timeout: 150_000 });
  await page.keyboard.press('2');
  await expect(page.getByRole('combobox', { name: 'Objective' })).toHaveValue('10');
  await expect(card.getByText('Which objective is in use?')).toBeHidden();
});
