import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { SelfTestReport } from '../src/domain/self-test';
import { open, untilFrames } from './support';

const stage = '?source=simulated&slide=micrometer&seed=7&objective=10&tour=off&frameRate=10&model=none';

const row = (page: Page, id: string) => page.getByTestId('self-test').locator(`[data-check="${id}"]`);
const figure = async (page: Page, id: string) =>
  Number((await row(page, id).getAttribute('data-figure')) || 'NaN');
const set = async (page: Page, change: object) => {
  await page.evaluate((to) => window.reticle?.simulator?.set(to), change);
  await untilFrames(page, 3);
};

async function measure(page: Page, part: string) {
  const button = page.getByRole('button', { name: `: ${part}` });
  await button.click();
  // The button says so once there is a result; a failure leaves an alert instead.
  const done = page.getByRole('button', { name: `Measure again: ${part}` });
  const problem = page.getByTestId('self-test').getByRole('alert');
  await expect(page.getByTestId('self-test').getByText('Measuring')).toHaveCount(0, { timeout: 150_000 });
  await expect(done.or(problem).first()).toBeVisible();
}

async function openPanel(page: Page) {
  await open(page, stage);
  await untilFrames(page, 1);
  await page.keyboard.press('v');
  await expect(page.getByTestId('self-test-summary')).toContainText('12 not measured');
}

test('the micrometer of the stage gives the true um/px and blur', async ({ page }) => {
  await openPanel(page);
  await measure(page, 'Stage micrometer');
  // The simulated stage is right by definition.
  expect(await figure(page, 'scale')).toBeLessThan(0.5);
  await expect(row(page, 'scale')).toHaveAttribute('data-verdict', 'pass');
  for (const id of ['resolution', 'focus', 'target-colour'])
    await expect(row(page, id)).toHaveAttribute('data-verdict', 'pass');

  // 15 um out of focus at an aperture of 0.25: a disc whose standard deviation is 15 * tan(asin(0.25)) / 2.
  const truth = (15 * Math.tan(Math.asin(0.25))) / 2;
  await set(page, { focusUm: 15 });
  await measure(page, 'Stage micrometer');
  for (const id of ['resolution', 'focus']) {
    await expect(row(page, id)).toHaveAttribute('data-verdict', 'fail');
    expect(Math.abs((await figure(page, id)) - truth)).toBeLessThan(0.4);
  }
  await expect(row(page, 'focus').getByText('Focus the middle')).toBeVisible();

  // Another objective: nothing of the old optics is left.
  await set(page, { objective: 20, focusUm: 0 });
  await expect(page.getByTestId('self-test-summary')).toContainText('12 not measured');
});

test('blank glass is judged by its light, and tissue or lines are no glass', async ({ page }) => {
  await openPanel(page);
  await measure(page, 'Blank glass');
  await expect(row(page, 'blank')).toHaveAttribute('data-verdict', 'fail');
  await expect(row(page, 'evenness')).toHaveAttribute('data-verdict', 'not-run');

  await page.evaluate(() => {
    const { stage: at } = window.reticle?.simulator?.state() ?? { stage: { x: 0, y: 0 } };
    window.reticle?.simulator?.moveTo(at.x, at.y + 1000);
  });
  await set(page, { vignetting: 0, lamp: 0.95, noise: 0.01 });
  await measure(page, 'Blank glass');
  for (const id of ['blank', 'white-balance', 'evenness', 'exposure', 'noise'])
    await expect(row(page, id)).toHaveAttribute('data-verdict', 'pass');
  expect(await figure(page, 'evenness')).toBeGreaterThan(97);

  await set(page, { vignetting: 0.6 });
  await measure(page, 'Blank glass');
  await expect(row(page, 'evenness')).toHaveAttribute('data-verdict', 'fail');

  await set(page, { vignetting: 0, lamp: 1.3 });
  await measure(page, 'Blank glass');
  await expect(row(page, 'exposure')).toHaveAttribute('data-verdict', 'fail');
});

test('timing is measured, and the report is kept as JSON and PDF, by keyboard', async ({ page }) => {
  await openPanel(page);
  const { violations } = await new AxeBuilder({ page }).include('[data-testid=self-test]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole('button', { name: 'Measure: Timing' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Measure again: Timing' })).toBeVisible({ timeout: 150_000 });
  expect(await figure(page, 'frame-rate')).toBeGreaterThan(0);

  const [json] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save JSON' }).press('Enter'),
  ]);
  const report = JSON.parse(await readFile(await json.path(), 'utf8')) as SelfTestReport;
  expect(report).toMatchObject({
    kind: 'reticle-self-test',
    source: { width: 1280, height: 720 },
    calibration: { umPerPx: 1, basis: 'known', objective: 10 },
    measuredAt: { blank: null, target: null },
  });
  expect(report.software).toMatch(/^Reticle \d/);
  expect(report.machine.adapter).toBeTruthy();
  expect(report.checks).toHaveLength(12);
  expect(report.checks.find(({ id }) => id === 'frame-rate')?.figure).toBe(await figure(page, 'frame-rate'));
  expect(report.verdict).not.toBe('pass');

  const [pdf] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save PDF' }).press('Enter'),
  ]);
  expect((await readFile(await pdf.path())).subarray(0, 5).toString()).toBe('%PDF-');
});
