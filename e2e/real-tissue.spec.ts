import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { tissueSlideSchema } from '../src/source/tissue/tissue-file';
import { auc, diagnostics, FRAME, mean, open, readField, untilExamined, untilFrames } from './support';

const address = (slide: string) =>
  `/?source=simulated&slide=${slide}&objective=10&tour=off&frameRate=6&frameSize=${FRAME.width}x${FRAME.height}`;

for (const { slide, model, tumour, without } of [
  { slide: 'lymph-node-tissue', model: 'lymph-node-metastasis', tumour: 4, without: 3 },
  { slide: 'prostate-tissue', model: 'prostate-cancer', tumour: 4, without: 3 },
])
  test(`on ${slide} the model marks what the source calls tumour, and leaves the rest`, async ({ page }) => {
    const { places } = tissueSlideSchema.parse(
      JSON.parse(readFileSync(`public/slides/${slide}/slide.json`, 'utf8')),
    );
    await open(page, address(slide));
    const answers = { tumour: [] as number[], none: [] as number[] };
    const fields = [...fieldsOf(places, true, tumour), ...fieldsOf(places, false, without)];
    for (const centre of fields) {
      await page.evaluate(({ x, y }) => window.reticle?.simulator?.moveTo(x, y), centre);
      await untilFrames(page, 4);
      await untilExamined(page);
      const { quality } = await diagnostics(page);
      expect(quality, 'the field passes as H&E').toBeTruthy();
      const field = await readField(page, model);
      if (!field) throw new Error('nothing was answered');
      for (const { xUm, yUm, tumour: is } of places) {
        const x = (xUm - centre.x + FRAME.width / 2 - field.originPx.x) / field.cellPx;
        const y = (yUm - centre.y + FRAME.height / 2 - field.originPx.y) / field.cellPx;
        if (x < 0 || y < 0 || x >= field.columns || y >= field.rows) continue;
        const value = field.values[Math.floor(y) * field.columns + Math.floor(x)];
        if (value !== undefined && Number.isFinite(value)) answers[is ? 'tumour' : 'none'].push(value);
      }
    }
    console.log(
      slide,
      `tumour ${answers.tumour.length} places, mean ${mean(answers.tumour).toFixed(3)};`,
      `none ${answers.none.length}, mean ${mean(answers.none).toFixed(3)};`,
      `AUC ${auc(answers.tumour, answers.none).toFixed(3)}`,
    );
    expect(answers.tumour.length).toBeGreaterThan(20);
    expect(answers.none.length).toBeGreaterThan(20);
    expect(auc(answers.tumour, answers.none)).toBeGreaterThan(0.85);
  });

test('without its files, the page shows the simulated slide and says so', async ({ page }) => {
  await page.route('**/slides/**', (route) => route.abort());
  await open(page, '/');
  await expect(page.getByText('A simulated slide is shown instead.')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Source' })).toHaveValue('slide:lymph-node');
});

/** Centres of fields that hold the most places of one kind, none within a field's width of another. */
function fieldsOf(
  places: readonly { readonly xUm: number; readonly yUm: number; readonly tumour: boolean }[],
  tumour: boolean,
  count: number,
) {
  const own = places.filter((place) => place.tumour === tumour);
  const centres: { x: number; y: number }[] = [];
  const far = (a: { xUm: number; yUm: number }, b: { x: number; y: number }) =>
    Math.abs(a.xUm - b.x) > FRAME.width / 2 || Math.abs(a.yUm - b.y) > FRAME.height / 2;
  while (centres.length < count) {
    const left = own.filter((place) => centres.every((centre) => far(place, centre)));
    const best = left
      .map((place) => ({
        place,
        near: own.filter((other) => !far(other, { x: place.xUm, y: place.yUm })).length,
      }))
      .sort((a, b) => b.near - a.near)[0];
    if (!best) break;
    centres.push({ x: best.place.xUm, y: best.place.yUm });
  }
  return centres;
}
