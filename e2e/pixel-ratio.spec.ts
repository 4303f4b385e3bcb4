import { expect, type Page, test } from '@playwright/test';
import { decode } from 'fast-png';
import { bareDemo, gpuDemo, open, quietDemo, TAG, untilExamined } from './support';

const VIEWPORT = { width: 1000, height: 640 };
test.use({ viewport: VIEWPORT });

/**
 * Area of the yellow contour of the first class in the live view, device px. A px that it covers in part counts in
 * part: how much of a thin line is covered whole depends on how the browser smooths it.
 */
async function contourArea(page: Page): Promise<number> {
  const { data, channels } = decode(await page.getByTestId('live-view').screenshot());
  let area = 0;
  for (let i = 0; i < data.length; i += channels) {
    const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
    // The line has about 190, tissue with or without the glow beside it hardly any.
    const yellowness = Math.min(red, green) - blue;
    area += Math.min(1, Math.max(0, (yellowness - 50) / 120));
  }
  return area;
}

for (const [drawing, address] of [
  ['Canvas 2D', `${quietDemo}&drawing=canvas-2d`],
  ['WebGPU', gpuDemo],
] as const)
  test(`${drawing}: with twice the px on the same screen a contour has twice the device px across`, {
    tag: TAG[drawing],
  }, async ({ browser }) => {
    const areas: number[] = [];
    for (const deviceScaleFactor of [1, 2]) {
      const context = await browser.newContext({ viewport: VIEWPORT, deviceScaleFactor });
      const page = await context.newPage();
      await open(page, address);
      await untilExamined(page);
      // The heat of what is surely positive is yellow, too.
      await page.keyboard.press('h');
      await expect.poll(() => contourArea(page)).toBeGreaterThan(300);
      areas.push(await contourArea(page));
      await context.close();
    }
    console.log('Areas of the contour:', areas.map(Math.round));
    const [plain = 0, dense = 0] = areas;
    // Twice as long and twice as wide; only as long where the width does not follow.
    expect(dense / plain).toBeGreaterThan(3.2);
    expect(dense / plain).toBeLessThan(5);
  });

test('the slide map has as many px as the screen', async ({ page }) => {
  await open(page, bareDemo);
  await page.keyboard.press('m');
  const map = page.getByTestId('map');
  await expect(map).toBeVisible();
  const ratio = () =>
    map.evaluate((element) => (element as HTMLCanvasElement).width / Math.max(1, element.clientWidth));
  await expect.poll(ratio).toBeCloseTo(1, 1);
  const browser = await page.context().newCDPSession(page);
  await browser.send('Emulation.setDeviceMetricsOverride', {
    ...{ ...VIEWPORT, deviceScaleFactor: 2, mobile: false },
  });
  await expect.poll(ratio).toBeCloseTo(2, 1);
});
