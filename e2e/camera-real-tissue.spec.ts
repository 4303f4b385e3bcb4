import { rmSync } from 'node:fs';
import { chromium, expect, type Page, test } from '@playwright/test';
import { decode } from 'fast-png';
import { chromiumFlags, findBrowser } from '../tools/browser.ts';
import { FRAME, hasRealData, PATCH_UM_PER_PX, type Recording, recordRealTissue } from './recording';
import { auc, diagnostics, mean, open, readField, untilExamined } from './support';

/**
 * Real H&E through the camera path: a recording of mosaics of PatchCamelyon validation patches is played by
 * the browser's fake camera. Where the data is not at hand, the simulated slide stands in
 * (simulated-truth.spec.ts), and this says so.
 */
test.describe('real tissue through the camera', { tag: '@long' }, () => {
  test.skip(
    !hasRealData,
    'no real H&E at hand: simulated-truth.spec.ts covers the same path on the simulated slide',
  );

  const FIELDS = 4;
  let recording: Recording;
  test.beforeAll(async () => {
    test.setTimeout(600_000);
    recording = await recordRealTissue(FIELDS);
  });
  test.afterAll(() => {
    if (recording) rmSync(recording.folder, { recursive: true, force: true });
  });

  test('tumour is hot, normal is cold, frames never stall, tensors do not leak', async ({ baseURL }) => {
    test.setTimeout(1_500_000);
    const browser = await chromium.launch({
      executablePath: findBrowser()?.path ?? '',
      args: chromiumFlags({ fakeCameraFile: recording.file, graphics: 'none' }),
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      await open(
        page,
        `${baseURL}?source=camera&objective=10&umPerPx=${PATCH_UM_PER_PX}&model=lymph-node-metastasis`,
      );
      // The recording moves on; a field is examined whole only once it is frozen.
      await expect
        .poll(async () => (await diagnostics(page)).tiles.inferred, { timeout: 480_000 })
        .toBeGreaterThan(0);
      const before = await diagnostics(page);
      expect(before.frameSize).toEqual(FRAME);

      const tumour: number[] = [];
      const normal: number[] = [];
      const seen = new Set<number>();
      for (let look = 0; look < 40 && seen.size < FIELDS; look++) {
        const live = await fieldOnScreen(page, recording);
        await page.getByRole('button', { name: 'Freeze' }).click();
        await untilExamined(page);
        const field = await readField(page, 'lymph-node-metastasis');
        const index = await fieldOnScreen(page, recording);
        await page.getByRole('button', { name: 'Freeze' }).click();
        // The recording may have been cut between the look and the freezing.
        if (field && index === live && !seen.has(index)) {
          const halves = meansOfHalves(field);
          if (halves) {
            seen.add(index);
            const side = recording.fields[index]?.tumour ?? 'left';
            tumour.push(halves[side]);
            normal.push(halves[side === 'left' ? 'right' : 'left']);
          }
        }
        await page.waitForTimeout(1500);
      }
      console.log(
        `tumour halves ${tumour.map((p) => p.toFixed(3))}, normal halves ${normal.map((p) => p.toFixed(3))}`,
      );
      expect(seen.size).toBe(FIELDS);
      expect(auc(tumour, normal)).toBeGreaterThanOrEqual(0.85);
      expect(mean(tumour)).toBeGreaterThan(mean(normal) + 0.2);

      // Frames go on, and 500 of them leave no tensor behind.
      const start = await diagnostics(page);
      await expect
        .poll(async () => (await diagnostics(page)).displayedFrames - start.displayedFrames, {
          timeout: 600_000,
        })
        .toBeGreaterThanOrEqual(500);
      const end = await diagnostics(page);
      expect(end.tensors).toBe(before.tensors);
      expect(end.displayedFramesPerSecond).toBeGreaterThan(0);
      expect(end.errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

function meansOfHalves(field: {
  columns: number;
  rows: number;
  originPx: { x: number };
  cellPx: number;
  values: number[];
}) {
  const left: number[] = [];
  const right: number[] = [];
  field.values.forEach((value, i) => {
    if (value < 0) return;
    const x = field.originPx.x + ((i % field.columns) + 0.5) * field.cellPx;
    // The border between the halves moves by 32 px either way; leave it out.
    if (x < FRAME.width / 2 - 64) left.push(value);
    else if (x > FRAME.width / 2 + 64) right.push(value);
  });
  return left.length > 100 && right.length > 100 ? { left: mean(left), right: mean(right) } : null;
}

/** Which recorded field is on screen, without overlay. */
async function fieldOnScreen(page: Page, recording: Recording): Promise<number> {
  await page.keyboard.down('b');
  await page.waitForTimeout(400);
  const index = nearestField(await page.getByTestId('live-view').screenshot(), recording);
  await page.keyboard.up('b');
  return index;
}

/** Which recorded field is on a picture of the screen, by the mean colours of an 8 x 4 grid over the frame. */
function nearestField(screenshot: Buffer, recording: Recording): number {
  const { data, width, height, channels } = decode(screenshot);
  const scale = Math.min(width / FRAME.width, height / FRAME.height);
  const x0 = (width - FRAME.width * scale) / 2;
  const y0 = (height - FRAME.height * scale) / 2;
  const signature: number[] = [];
  for (let gy = 0; gy < 4; gy++)
    for (let gx = 0; gx < 8; gx++) {
      const sums = [0, 0, 0];
      let count = 0;
      for (let y = 4; y < 176; y += 4)
        for (let x = 4; x < 156; x += 4) {
          const at =
            (Math.round(y0 + (gy * 180 + y) * scale) * width + Math.round(x0 + (gx * 160 + x) * scale)) *
            channels;
          for (let c = 0; c < 3; c++) sums[c] = (sums[c] ?? 0) + (data[at + c] ?? 0);
          count++;
        }
      signature.push(...sums.map((sum) => sum / count));
    }
  const distances = recording.fields.map((field) =>
    field.signature.reduce((sum, value, i) => sum + (value - (signature[i] ?? 0)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}
