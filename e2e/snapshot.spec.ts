import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { decode } from 'fast-png';
import { bareDemo, FRAME, gpuDemo, open, untilExamined, untilFrames } from './support';

/** pHYs of a PNG by the specification (ISO/IEC 15948, 11.3.5.3), read independently of the encoder. */
function physicalPixels(png: Buffer): { x: number; y: number; unit: number } | null {
  let at = 8;
  while (at < png.length) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'pHYs')
      return { x: png.readUInt32BE(at + 8), y: png.readUInt32BE(at + 12), unit: png.readUInt8(at + 16) };
    at += 12 + length;
  }
  return null;
}

test('a saved picture is the field in full resolution with caption and physical size', {
  tag: '@webgpu',
}, async ({ page }) => {
  await open(page, gpuDemo);
  await untilExamined(page);
  const downloading = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^reticle_\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}_10x.*\.png$/);
  const png = readFileSync(await download.path());
  // 10x is 1 um/px: a million px a metre.
  expect(physicalPixels(png)).toEqual({ x: 1_000_000, y: 1_000_000, unit: 1 });
  const { width, height, data, channels } = decode(png);
  expect(width).toBe(FRAME.width);
  expect(height).toBeGreaterThan(FRAME.height);
  const colours = new Set<number>();
  for (let i = 0; i < FRAME.width * FRAME.height * channels; i += channels * 97)
    colours.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
  expect(colours.size).toBeGreaterThan(500);
});

test('a picture is saved while frozen', async ({ page }) => {
  await open(page, bareDemo);
  await untilFrames(page, 1);
  await page.keyboard.press('f');
  const downloading = page.waitForEvent('download');
  await page.locator('body').press('Control+s');
  expect((await downloading).suggestedFilename()).toContain('.png');
});
