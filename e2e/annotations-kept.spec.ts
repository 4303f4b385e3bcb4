import { readFile, writeFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { storedRecords } from './stored-records';
import { bareDemo, diagnostics, FRAME, open } from './support';

const marks = (page: Page) => page.locator('.annotation');

async function start(page: Page): Promise<void> {
  await open(page, bareDemo);
  await expect.poll(async () => (await diagnostics(page)).stage?.confidence ?? 0).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Annotate' }).click();
  await expect(page.getByRole('radiogroup', { name: 'Tools' })).toBeVisible();
}

const measures = (page: Page) => page.getByRole('button', { name: 'Measures' }).first().click();

/** The middle of the picture on the screen. */
async function middle(page: Page) {
  const box = await page.getByRole('application').boundingBox();
  if (!box) throw new Error('the layer is not shown');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** How far the middle of the first shape is off the middle of the picture, px. */
async function offMiddle(page: Page): Promise<number> {
  const [{ x, y }, box] = await Promise.all([
    middle(page),
    page.locator('.annotation-line').first().boundingBox(),
  ]);
  return box ? Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) : Number.NaN;
}

test('a shape on a frozen field stays on its tissue when the window changes its size', async ({ page }) => {
  await start(page);
  const { x, y } = await middle(page);
  await page.getByRole('radio', { name: 'Rectangle', exact: true }).click();
  await page.mouse.move(x - 60, y - 40);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 40);
  await page.mouse.up();
  await expect(marks(page)).toHaveCount(1);
  await expect.poll(() => offMiddle(page)).toBeLessThan(3);
  await page.keyboard.press('f');
  // Without a model the status line speaks of that.
  await expect(page.getByRole('button', { name: 'Freeze' })).toHaveAttribute('aria-pressed', 'true');
  const before = await middle(page);
  await page.setViewportSize({ width: 1000, height: 640 });
  await expect.poll(async () => Math.abs((await middle(page)).x - before.x)).toBeGreaterThan(50);
  await expect.poll(() => offMiddle(page)).toBeLessThan(3);
});

test('what is drawn is back after a reload, drawn nowhere until it is placed', async ({ page }) => {
  await start(page);
  const { x, y } = await middle(page);
  await page.getByRole('radio', { name: 'Rectangle', exact: true }).click();
  await page.mouse.move(x - 60, y - 40);
  await page.mouse.down();
  await page.mouse.move(x + 40, y + 50);
  await page.mouse.up();
  await expect(marks(page)).toHaveCount(1);
  const before = await page.locator('.annotation-line').first().boundingBox();
  // Told by the store alone: nothing on the page waits for it.
  await expect.poll(async () => (await storedRecords(page, 'drawn')).length).toBe(1);

  await start(page);
  await measures(page);
  const panel = page.locator('.measures');
  await expect(panel.getByText('from an earlier session, position unknown')).toBeVisible();
  await expect(marks(page)).toHaveCount(0);
  const place = panel.getByRole('button', { name: 'Place here' });
  await expect(place).toHaveAttribute('aria-disabled', 'true');
  await panel.getByRole('button', { name: 'Rectangle 1' }).click();
  await place.click();
  await expect(panel.getByRole('status')).toHaveText('One annotation was placed. Undo takes it back.');
  await expect(marks(page)).toHaveCount(1);
  await expect.poll(() => offMiddle(page)).toBeLessThan(3);
  const after = await page.locator('.annotation-line').first().boundingBox();
  expect((after?.width ?? 0) / (after?.height ?? 1)).toBeCloseTo(
    (before?.width ?? 0) / (before?.height ?? 1),
    1,
  );
  await page.keyboard.press('Control+z');
  await expect(marks(page)).toHaveCount(0);
});

/** As other programs write counted cells: one feature a point, all over the field. */
function cells(count: number): string {
  const features = Array.from({ length: count }, (_, i) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [(i * 7919) % FRAME.width, (i * 104_729) % FRAME.height] },
    properties: { objectType: 'annotation', classification: { name: 'Mitosis' } },
  }));
  return JSON.stringify({ type: 'FeatureCollection', features });
}

test('100,000 points: imported, counted, selected, undone and exported', async ({ page }, info) => {
  await start(page);
  await measures(page);
  const panel = page.locator('.measures');
  // From the disk, as a person chooses it: 13 MB would be long on their way through the test's own channel.
  const path = info.outputPath('cells.geojson');
  await writeFile(path, cells(100_000));
  await panel.getByLabel('Import GeoJSON').setInputFiles(path);
  await expect(panel.getByRole('status')).toContainText('Imported 100000 points', { timeout: 120_000 });
  const row = panel.getByRole('row', { name: /Count 1/ });
  await expect(row).toContainText('100000');
  const painted = page.locator('.painted-marks');
  await expect(painted).toHaveAttribute('data-in-field', '100000');
  await expect(painted).toHaveAttribute('data-summed', '100000');
  expect(await marks(page).count()).toBe(0);

  await page.getByRole('radio', { name: 'Select and move', exact: true }).click();
  const { x, y } = await middle(page);
  await page.mouse.click(x + 3, y + 3);
  await expect(row).toHaveAttribute('data-selected', 'true');

  // The view goes on: frames are still displayed.
  const { displayedFrames } = await diagnostics(page);
  await expect
    .poll(async () => (await diagnostics(page)).displayedFrames, { timeout: 120_000 })
    .toBeGreaterThan(displayedFrames + 2);

  const downloading = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Export GeoJSON' }).click();
  const file = JSON.parse(await readFile(await (await downloading).path(), 'utf8'));
  expect(file.features).toHaveLength(1);
  expect(file.features[0].geometry.coordinates).toHaveLength(100_000);
  expect(file.features[0].properties.classification.name).toBe('Mitosis');

  await page.keyboard.press('Control+z');
  await expect(painted).toHaveCount(0);
  await expect(panel.getByText('Nothing is drawn yet')).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await expect(row).toContainText('100000');
});
