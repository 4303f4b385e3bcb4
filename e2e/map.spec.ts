import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { decode } from 'fast-png';
import type { MapState, MapView } from '../src/domain/slide-map';
import { auc, diagnostics, microscope, open, quietDemo, untilExamined, untilFrames } from './support';

function mapState(page: Page): Promise<MapState> {
  return page.evaluate(async () => {
    const answer = await window.reticle?.map(null);
    if (!answer) throw new Error('no map');
    return answer.state;
  });
}

function mapPicture(page: Page, view: MapView) {
  return page.evaluate(async (asked) => {
    const picture = (await window.reticle?.map(asked))?.picture;
    if (!picture) throw new Error('no picture of the map');
    return {
      probability: [...picture.probability],
    };
  }, view);
}

/** Slide um that the stage stands at minus those that tracking calls the same place. */
async function trueOffset(page: Page) {
  const { stage } = await microscope(page);
  const { field } = await mapState(page);
  if (!field) throw new Error('the track is lost');
  return { x: stage.x - field.placement.centre.x, y: stage.y - field.placement.centre.y };
}

/** Points at a place of the map by um from the field's centre, and has the stage driven there. */
async function drive(page: Page, dx: number, dy: number): Promise<void> {
  await page.evaluate(
    ({ x, y }) => {
      const simulator = window.reticle?.simulator;
      if (!simulator) throw new Error('no stage');
      const { stage } = simulator.state();
      const goal = { x: stage.x + x, y: stage.y + y };
      const steps = Math.ceil(Math.hypot(x, y) / 110);
      return new Promise<void>((resolve) => {
        let step = 0;
        const next = async () => {
          step++;
          simulator.moveTo(
            stage.x + ((goal.x - stage.x) * step) / steps,
            stage.y + ((goal.y - stage.y) * step) / steps,
          );
          const moved = (await window.reticle?.diagnostics())?.displayedFrames ?? 0;
          // Two frames a step, so that tracking sees each.
          while (((await window.reticle?.diagnostics())?.displayedFrames ?? 0) < moved + 2)
            await new Promise((wait) => setTimeout(wait, 20));
          if (step < steps) void next();
          else resolve();
        };
        void next();
      });
    },
    { x: dx, y: dy },
  );
}

for (const { way, um, tag } of [
  { way: 'on return', um: 1800, tag: [] },
  // The window around the stage is 4.1 mm each way.
  { way: 'on return from beyond the window around the stage', um: 4400, tag: ['@long'] },
])
  test(
    `tissue seen before is known ${way}, and the map shows the tumour where it is`,
    { tag },
    async ({ page }, info) => {
      await open(page, quietDemo);
      await page.keyboard.press('m');
      await expect(page.getByTestId('map')).toBeVisible();
      await page.evaluate(() => window.reticle?.ready);
      await untilExamined(page);
      const start = await mapState(page);
      expect(start.field).not.toBeNull();

      await drive(page, um, 0);
      await untilExamined(page);
      await page.screenshot({ path: info.outputPath('away.png') });
      await drive(page, -um, 0);
      const away = await mapState(page);
      expect(away.island).toBe(start.island);
      const back = (await diagnostics(page)).tiles;
      await untilExamined(page);
      await untilFrames(page, 10);
      await untilExamined(page);
      const after = (await diagnostics(page)).tiles;
      // The way back led over tissue that the way out had examined.
      expect(after.inferred - back.inferred).toBeLessThanOrEqual(2);

      const offset = await trueOffset(page);
      const extent = away.extent;
      if (!extent || away.island === null) throw new Error('the map is empty');
      const umPerPx = 16;
      const origin = {
        x: Math.floor(extent.x / umPerPx) * umPerPx,
        y: Math.floor(extent.y / umPerPx) * umPerPx,
      };
      const width = Math.ceil(extent.width / umPerPx);
      const height = Math.ceil(extent.height / umPerPx);
      const layer = { modelId: 'lymph-node-metastasis', classId: 'metastasis' };
      const picture = await mapPicture(page, { island: away.island, origin, umPerPx, width, height, layer });
      const truth = await page.evaluate(
        async ({ at, scale, w, h }) => [
          ...((await window.reticle?.simulator?.truth(at, scale, w, h))?.mask ?? []),
        ],
        { at: { x: origin.x + offset.x, y: origin.y + offset.y }, scale: umPerPx, w: width, h: height },
      );
      const tumour: number[] = [];
      const normal: number[] = [];
      picture.probability.forEach((p, i) => {
        if (p >= 0) (truth[i] === 255 ? tumour : normal).push(p);
      });
      expect(tumour.length).toBeGreaterThan(100);
      expect(normal.length).toBeGreaterThan(100);
      const area = auc(tumour, normal);
      console.log(
        `map: AUC against the truth ${area.toFixed(3)} (${tumour.length} tumour, ${normal.length} normal)`,
      );
      expect(area).toBeGreaterThanOrEqual(0.85);
      await page.screenshot({ path: info.outputPath('back.png') });

      // A focus leads the way: chosen in the list, its arrow shows until the stage is there.
      const focus = page.getByTestId('region').first();
      await expect(focus).toBeVisible();
      await page.getByTestId('map').focus();
      for (let n = 0; n < 3; n++) await page.keyboard.press('-');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('target-arrow')).toBeVisible();
      await page.screenshot({ path: info.outputPath('target.png') });
      await page.getByRole('button', { name: 'Forget target' }).first().click();
      await expect(page.getByTestId('target-arrow')).toBeHidden();
    },
  );

test('a cleared map comes back by undo', async ({ page }, info) => {
  await open(page, quietDemo);
  await page.keyboard.press('m');
  await page.screenshot({ path: info.outputPath('empty.png') });
  await page.evaluate(() => window.reticle?.ready);
  await untilExamined(page);
  await drive(page, 1800, 0);
  await untilExamined(page);
  const before = await mapState(page);
  await page.getByRole('button', { name: 'Clear map' }).click();
  await expect(page.getByTestId('clear-toast')).toBeVisible();
  await expect
    .poll(async () => (await mapState(page)).extent?.width ?? 0)
    .toBeLessThan(before.extent?.width ?? 0);
  await page.screenshot({ path: info.outputPath('cleared.png') });
  await page.getByTestId('clear-toast').getByRole('button', { name: 'Undo' }).click();
  await expect
    .poll(async () => (await mapState(page)).extent?.width ?? 0)
    .toBeGreaterThanOrEqual(before.extent?.width ?? 1);
  await expect(page.getByTestId('clear-toast')).toBeHidden();
});

test('the map is saved with its um/px; a place pointed at is led to, and the stage goes there', async ({
  page,
}, info) => {
  await open(page, quietDemo);
  await page.keyboard.press('m');
  await page.evaluate(() => window.reticle?.ready);
  await untilExamined(page);
  const { extent, field } = await mapState(page);
  if (!extent || !field) throw new Error('the map is empty');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as PNG' }).click();
  const path = info.outputPath('map.png');
  await (await download).saveAs(path);
  const picture = decode(await readFile(path));
  // PNG 3, 11.3.4.3: px a metre.
  const { x: perMetre = 0, unit } = picture.resolution ?? {};
  expect(unit).toBe(1);
  const umPerPx = 1e6 / perMetre;
  expect(umPerPx).toBeCloseTo(8, 2);
  expect(picture.width).toBe(Math.floor(extent.width / umPerPx));
  // One field was seen: it is as large in the picture as its um/px say, to a px of the mosaic each way.
  const seen = seenBox(picture, Math.floor(extent.height / umPerPx));
  const { umPerPx: scale } = field.placement;
  expect(Math.abs(seen.width * umPerPx - field.size.width * scale)).toBeLessThanOrEqual(4 * umPerPx);
  expect(Math.abs(seen.height * umPerPx - field.size.height * scale)).toBeLessThanOrEqual(4 * umPerPx);

  await page.getByTestId('map').focus();
  for (let n = 0; n < 3; n++) await page.keyboard.press('-');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  const arrow = page.getByTestId('target-arrow');
  await expect(arrow).toBeVisible();
  await page.screenshot({ path: info.outputPath('arrow.png') });
  // The target lies to the left: the arrow stands in the left half and points there.
  const told = (await page.locator('.map-position').textContent()) ?? '';
  const [x = Number.NaN, y = Number.NaN] = (told.match(/-?\d+/g) ?? []).map(Number);
  expect(x).toBeLessThan(field.placement.centre.x - field.size.width * scale * 0.3);
  const place = await arrow.evaluate((element) => ({
    left: Number.parseFloat((element as HTMLElement).style.left),
    turned: (element.querySelector('svg') as SVGElement).style.transform,
  }));
  expect(place.left).toBeLessThan(50);
  const degrees = Number(/-?[\d.]+/.exec(place.turned)?.[0]);
  expect(Math.abs(degrees)).toBeGreaterThan(135);

  const offset = await trueOffset(page);
  await page.getByRole('button', { name: 'Go there' }).click();
  await expect(arrow).toBeHidden({ timeout: 120_000 });
  const { stage } = await microscope(page);
  const near = 0.1 * field.size.height * scale;
  expect(Math.hypot(stage.x - offset.x - x, stage.y - offset.y - y)).toBeLessThan(near);
});

/** Size of what is not the dark or the dots of the never seen, px. */
function seenBox({ data, width, channels }: ReturnType<typeof decode>, height: number) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      // Dots are at most 97.
      if ((data[(row * width + column) * channels] ?? 0) < 110) continue;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row + 1);
    }
  return { width: right - left, height: bottom - top };
}
