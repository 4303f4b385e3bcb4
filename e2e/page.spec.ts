import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import {
  bareDemo,
  diagnostics,
  gpuDemo,
  litShare,
  microscope,
  open,
  overlayShare,
  quietDemo,
  untilExamined,
  untilFrames,
} from './support';

test('a newcomer sees tissue moving with an overlay, without doing anything', { tag: '@webgpu' }, async ({
  page,
}) => {
  await open(page, '/');
  await expect.poll(() => litShare(page), { timeout: 120_000 }).toBeGreaterThan(0.5);
  const start = await microscope(page);
  expect(start.touring).toBe(true);
  await expect.poll(async () => (await microscope(page)).stage.x !== start.stage.x).toBe(true);
  await expect
    .poll(async () => (await diagnostics(page)).tiles.inferred, { timeout: 150_000 })
    .toBeGreaterThan(3);
  // The overlay is on the picture: on a field that stands still, hiding it changes what is seen.
  await page.getByRole('button', { name: 'Freeze' }).click();
  await untilExamined(page);
  await expect.poll(() => overlayShare(page)).toBeGreaterThan(0.01);
  // The tests' browser has an adapter that is only software: the faster way is taken, and told.
  expect(await page.evaluate(() => window.reticle?.engine)).toMatchObject({
    drawing: 'canvas-2d',
    adapter: expect.stringMatching(/^software only .*swiftshader/i),
  });
});

test('every control has the name that outside programs rely on, and works by keyboard', async ({ page }) => {
  await open(page, quietDemo);
  await page.evaluate(() => window.reticle?.ready);
  for (const name of ['Lymph node metastasis', 'Prostate cancer', 'Heatmap', 'Contours']) {
    const control = page.getByRole('switch', { name });
    const before = await control.getAttribute('aria-checked');
    await control.focus();
    await page.keyboard.press('Space');
    await expect(control).not.toHaveAttribute('aria-checked', before ?? '');
    await page.keyboard.press('Space');
    await expect(control).toHaveAttribute('aria-checked', before ?? '');
  }
  for (const name of ['Opacity', 'Threshold']) {
    const control = page.getByRole('slider', { name });
    const before = Number(await control.getAttribute('aria-valuenow'));
    await control.focus();
    await page.keyboard.press('ArrowLeft');
    expect(Number(await control.getAttribute('aria-valuenow'))).toBeLessThan(before);
  }
  await expect(page.getByRole('combobox', { name: 'Source' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Objective' })).toBeVisible();
  for (const name of ['Freeze', 'Snapshot', 'Diagnostics'])
    await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
  await expect(page.getByTestId('live-view')).toBeVisible();
});

test('switching the overlay changes the picture, holding the key shows the bare tissue', async ({ page }) => {
  await open(page, quietDemo);
  await untilExamined(page);
  const view = page.getByTestId('live-view');
  await page.getByRole('button', { name: 'Freeze' }).click();
  const look = async () => (await view.screenshot()).toString('base64');
  let both = await look();
  // Until the overlay rests.
  await expect
    .poll(async () => {
      const before = both;
      both = await look();
      return both === before;
    })
    .toBe(true);
  await page.keyboard.down('b');
  await expect.poll(look).not.toBe(both);
  const bare = await look();
  await page.keyboard.up('b');
  await expect.poll(look).toBe(both);
  await page.getByRole('switch', { name: 'Heatmap' }).click();
  await expect.poll(look).not.toBe(both);
  expect(await look()).not.toBe(bare);
});

test('controls answer and frames go on while an inference is under way', async ({ page }) => {
  // It takes longer than the test: whatever happens, happens beside it.
  await open(page, `${quietDemo}&slowInferenceMs=60000`);
  await page.evaluate(() => window.reticle?.ready);
  await expect.poll(async () => (await diagnostics(page)).tiles.pending).toBeGreaterThan(0);
  await untilFrames(page, 10);
  const heatmap = page.getByRole('switch', { name: 'Heatmap' });
  await heatmap.click();
  await expect(heatmap).toHaveAttribute('aria-checked', 'false');
  await page.getByRole('button', { name: 'Freeze' }).click();
  await expect(page.getByRole('button', { name: 'Freeze' })).toHaveAttribute('aria-pressed', 'true');
  expect((await diagnostics(page)).tiles).toMatchObject({ inferred: 0 });
});

test('settings are remembered', async ({ page }) => {
  await open(page, bareDemo);
  await page.getByRole('switch', { name: 'Contours' }).click();
  await page.getByRole('slider', { name: 'Opacity' }).focus();
  await page.keyboard.press('Home');
  const opacity = await page.getByRole('slider', { name: 'Opacity' }).getAttribute('aria-valuenow');
  // Settings are written in a pause; nothing on the page tells of it.
  await expect
    .poll(() => page.evaluate(() => Object.values(localStorage).join()))
    .toMatch(/"contours":false,"opacity":0[,.]/);
  await open(page, bareDemo);
  await expect(page.getByRole('switch', { name: 'Contours' })).toHaveAttribute('aria-checked', 'false');
  await expect(page.getByRole('slider', { name: 'Opacity' })).toHaveAttribute('aria-valuenow', opacity ?? '');
});

test('objective by key and combobox; a model refuses a scale it does not know', async ({ page }) => {
  await open(page, quietDemo);
  await untilExamined(page);
  await page.getByRole('combobox', { name: 'Objective' }).selectOption({ label: '4x' });
  await expect(page.getByTestId('status').getByRole('status')).toContainText(/magnification/i);
  await page.keyboard.press('3');
  await expect.poll(async () => (await diagnostics(page)).umPerPx).toBe(0.5);
  await untilExamined(page);
});

test('diagnostics are plain JSON with every stage', { tag: '@webgpu' }, async ({ page }) => {
  await open(page, gpuDemo);
  await untilExamined(page);
  await expect
    .poll(async () => (await diagnostics(page)).stages.overlay?.samples ?? 0, { timeout: 120_000 })
    .toBeGreaterThan(1);
  const report = await diagnostics(page);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  for (const stage of ['capture', 'optics', 'tracking', 'inference', 'overlay'] as const) {
    const timing = report.stages[stage];
    expect(timing?.p50).toBeGreaterThanOrEqual(0);
    expect(timing?.p95).toBeGreaterThanOrEqual(timing?.p50 ?? 0);
    expect(timing?.p99).toBeGreaterThanOrEqual(timing?.p95 ?? 0);
  }
  expect(report.latency?.p95).toBeGreaterThan(0);
  expect(report.models[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(report.calibration).toBe('known');
  expect(report.gpuBytes).toBeGreaterThan(0);
  expect(report.gpuBytes).toBeLessThan(512 * 1024 * 1024);
  expect(report.stage?.confidence).toBeGreaterThan(0.3);
  expect(report.errorCount).toBe(0);
  await page.getByRole('button', { name: 'Diagnostics' }).click();
  await expect(page.getByText(report.models[0]?.hash.slice(0, 8) ?? 'none').first()).toBeVisible();
});

test('no accessibility violations in a wide and in a narrow window', async ({ page }) => {
  await open(page, quietDemo);
  await untilExamined(page);
  const scan = async () => {
    const found: string[] = [];
    for (const viewport of [
      { width: 820, height: 1180 },
      { width: 1280, height: 720 },
    ]) {
      await page.setViewportSize(viewport);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      for (const { id, nodes } of violations)
        found.push(`${viewport.width}: ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    }
    return found;
  };
  expect(await scan()).toEqual([]);
  await page.getByRole('button', { name: 'Diagnostics' }).click();
  expect(await scan()).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  expect(await scan()).toEqual([]);
});
