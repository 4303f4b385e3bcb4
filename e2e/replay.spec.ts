import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { bareDemo, diagnostics, gpuDemo, moveBy, open, quietDemo, TAG, untilExamined } from './support';

const dialog = (page: Page) => page.getByTestId('replay');

/** Opens the replay buffer once it holds at least `count` frames. */
async function lookBack(page: Page, count: number): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('y');
    // Before the first frame the key does nothing.
    await expect(dialog(page)).toBeVisible({ timeout: 2000 });
    const slider = dialog(page).getByRole('slider');
    // An engine that examines the field answers late.
    await expect(slider.or(dialog(page).getByText('Nothing is recorded yet'))).toBeVisible();
    const last = (await slider.count()) > 0 ? Number(await slider.getAttribute('aria-valuemax')) : 0;
    if (last + 1 < count) await page.keyboard.press('Escape');
    expect(last + 1).toBeGreaterThanOrEqual(count);
  }).toPass({ timeout: 150_000 });
}

interface Kept {
  readonly number: number;
  readonly stage: { readonly x: number; readonly y: number } | null;
  readonly fromReplay: boolean;
  /** Probabilities 0..1 by cell of the slide, "column,row". */
  readonly cells: Readonly<Record<string, number>>;
  readonly pixels: readonly [number, number];
}

/** What was stored, by number, read without the store's own code. */
function kept(page: Page): Promise<Kept[]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('reticle-cases'));
    const transaction = database.transaction(['snapshots', 'parts']);
    const [snapshots, parts] = await Promise.all(
      ['snapshots', 'parts'].map((name) => done(transaction.objectStore(name).getAll())),
    );
    database.close();
    return (snapshots ?? [])
      .sort((a, b) => a.number - b.number)
      .map(({ id, snapshot: { number, stage, fromReplay = false, models, width, height } }) => {
        const { map, cellUm } = models[0];
        const values: Float32Array = parts?.find((each) => each.id === id).maps[0].values;
        const cells: Record<string, number> = {};
        values.forEach((value, i) => {
          const column = Math.round(map.origin.x / cellUm) + (i % map.columns);
          const row = Math.round(map.origin.y / cellUm) + Math.floor(i / map.columns);
          if (value >= 0) cells[`${column},${row}`] = value;
        });
        return { number, stage, fromReplay, cells, pixels: [width, height] };
      });
  });
}

for (const [drawing, address] of [
  ['Canvas 2D', `${quietDemo}&drawing=canvas-2d`],
  ['WebGPU', gpuDemo],
] as const)
  test(`${drawing}: a frame is taken after the fact, with its own place and what the map knows of it`, {
    tag: TAG[drawing],
  }, async ({ page }) => {
    await open(page, address);
    await untilExamined(page);
    await page.keyboard.press('Space');
    await expect(page.getByText('Snapshot 1 stored')).toBeVisible({ timeout: 120_000 });
    await lookBack(page, 3);
    const slider = dialog(page).getByRole('slider');
    await page.keyboard.press('Home');
    await expect(slider).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuenow', '1');
    await page.keyboard.press('ArrowLeft');
    await expect(slider).toHaveAttribute('aria-valuenow', '0');
    await expect(dialog(page).locator('canvas[data-frame]')).toBeVisible();
    const axe = await new AxeBuilder({ page }).include('[data-testid=replay]').analyze();
    expect(axe.violations).toEqual([]);
    // The slide goes on moving behind the dialog; the frame stays where it was.
    await moveBy(page, 150, 0);
    const { displayedFrames } = await diagnostics(page);
    await expect
      .poll(async () => (await diagnostics(page)).displayedFrames, { timeout: 120_000 })
      .toBeGreaterThan(displayedFrames + 2);
    await dialog(page).getByRole('button', { name: 'Take this frame' }).click();
    await expect(dialog(page).getByText('Stored as snapshot 2.')).toBeVisible({ timeout: 120_000 });
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
    await page.keyboard.press('Space');
    await expect(page.getByText('Snapshot 3 stored')).toBeVisible({ timeout: 120_000 });

    const [before, replayed, after] = await kept(page);
    if (!before?.stage || !replayed?.stage || !after?.stage) throw new Error('a snapshot has no place');
    expect([before.fromReplay, replayed.fromReplay, after.fromReplay]).toEqual([false, true, false]);
    expect(replayed.pixels).toEqual(before.pixels);
    expect(Math.abs(replayed.stage.x - before.stage.x)).toBeLessThan(2);
    expect(Math.abs(after.stage.x - before.stage.x - 150)).toBeLessThan(4);
    // The same tissue, with the same probabilities.
    const both = Object.keys(before.cells).filter((cell) => cell in replayed.cells);
    expect(both.length).toBeGreaterThan(0.9 * Object.keys(before.cells).length);
    const same = both.filter((c) => Math.abs((before.cells[c] ?? 0) - (replayed.cells[c] ?? 1)) < 0.05);
    expect(same.length).toBeGreaterThan(0.95 * both.length);
  });

test('the last frames are saved as a video', async ({ page }) => {
  await open(page, bareDemo);
  await lookBack(page, 2);
  const downloading = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Save clip' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^reticle_[\d_-]+10x_lymph-node\.(mp4|webm)$/);
  const bytes = readFileSync(await download.path());
  const isWebm = bytes.readUInt32BE(0) === 0x1a45dfa3;
  const isMp4 = bytes.toString('latin1', 4, 8) === 'ftyp';
  expect(isWebm || isMp4).toBe(true);
  await expect(dialog(page).getByText(`Saved ${download.suggestedFilename()}.`)).toBeVisible();
});

test('switched off, nothing is kept', async ({ page }) => {
  await open(page, bareDemo);
  await lookBack(page, 2);
  await dialog(page).getByRole('switch').click();
  await page.keyboard.press('Escape');
  // The browser tells of the closing a little later.
  await expect(dialog(page)).toHaveCount(0);
  await page.keyboard.press('y');
  await expect(dialog(page).getByText('The replay buffer is switched off.')).toBeVisible();
});
