import { expect, test } from '@playwright/test';
import { bareDemo, diagnostics, open } from './support';

test('a recorded video plays, pauses, is stepped by keys, and goes on', async ({ page }) => {
  await open(page, bareDemo);
  const recording = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 240;
    const context = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.start();
    for (let k = 0; k < 60; k++) {
      if (context) {
        context.fillStyle = `hsl(${300 + k} 60% ${60 + (k % 20)}%)`;
        context.fillRect(0, 0, 320, 240);
      }
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    await new Promise((resolve) => {
      recorder.onstop = resolve;
      recorder.stop();
    });
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'field.webm', mimeType: 'video/webm', buffer: Buffer.from(recording) });
  const bar = page.getByRole('region', { name: 'Video' });
  await expect(bar).toBeVisible({ timeout: 120_000 });
  await expect.poll(async () => (await diagnostics(page)).frameSize?.width).toBe(320);
  await bar.getByRole('button', { name: 'Pause' }).click();
  await expect(bar.getByRole('button', { name: 'Play' })).toBeVisible();
  await page.locator('main').focus();
  await page.keyboard.press('k');
  await expect(bar.getByRole('button', { name: 'Pause' })).toBeVisible();
  const before = (await diagnostics(page)).displayedFrames;
  await expect.poll(async () => (await diagnostics(page)).displayedFrames).toBeGreaterThan(before);
});
