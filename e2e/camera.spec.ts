import { expect, test } from '@playwright/test';
import { diagnostics, litShare, open } from './support';

/** The browser's fake camera: a test picture, no tissue. */
test('a camera opens at its highest resolution, within the memory bound', { tag: '@webgpu' }, async ({
  page,
}) => {
  await open(page, '/?source=camera&objective=10&umPerPx=1&drawing=webgpu');
  await expect
    .poll(async () => (await diagnostics(page)).displayedFrames, { timeout: 120_000 })
    .toBeGreaterThan(3);
  const report = await diagnostics(page);
  expect(report.frameSize?.width).toBeGreaterThanOrEqual(1920);
  expect(report.gpuBytes).toBeGreaterThan(0);
  expect(report.gpuBytes).toBeLessThan(512 * 1024 * 1024);
  expect(report.calibration).toBe('entered');
  expect(await litShare(page)).toBeGreaterThan(0.3);
});

test('without an objective nothing is inferred and the page says where to set it', async ({ page }) => {
  await open(page, '/?source=camera');
  await expect
    .poll(async () => (await diagnostics(page)).displayedFrames, { timeout: 120_000 })
    .toBeGreaterThan(3);
  await expect(page.getByTestId('status').getByRole('status')).toContainText(/objective/i);
  const before = await diagnostics(page);
  expect(before.calibration).toBe('none');
  expect(before.tiles.inferred).toBe(0);
  await page.getByRole('combobox', { name: 'Objective' }).selectOption({ label: '10x' });
  await expect.poll(async () => (await diagnostics(page)).umPerPx).toBe(1);
  expect((await diagnostics(page)).calibration).toBe('nominal');
});
