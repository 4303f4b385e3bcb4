import { expect, type Locator, type Page, test } from '@playwright/test';
import { bareDemo, diagnostics, FRAME, microscope, moveBy, open } from './support';

const layer = (page: Page): Locator => page.getByRole('application');
const marks = (page: Page): Locator => page.locator('.annotation');

async function start(page: Page): Promise<void> {
  await open(page, bareDemo);
  await expect.poll(async () => (await diagnostics(page)).stage?.confidence ?? 0).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Annotate' }).click();
  await expect(page.getByRole('radiogroup', { name: 'Tools' })).toBeVisible();
}

/** Waits for the picture that came after the stage stopped: some frames may be under way. */
async function untilShown(page: Page): Promise<void> {
  const { displayedFrames } = await diagnostics(page);
  await expect
    .poll(async () => (await diagnostics(page)).displayedFrames, { timeout: 120_000 })
    .toBeGreaterThan(displayedFrames + 4);
}

const choose = (page: Page, tool: string) => page.getByRole('radio', { name: tool, exact: true }).click();

/** Where the picture lies on the screen, and how many um one CSS px of it is, from the microscope's own scale. */
async function picture(page: Page) {
  const box = await layer(page).boundingBox();
  if (!box) throw new Error('the layer is not shown');
  const umPerPx = 10 / (await microscope(page)).objective;
  const cssPerPx = Math.min(box.width / FRAME.width, box.height / FRAME.height);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, umPerCss: umPerPx / cssPerPx };
}

async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]) {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  await page.mouse.move(...to);
  await page.mouse.up();
}

/** Figures of the table in um and um2. */
async function figures(page: Page, quantity: string): Promise<number[]> {
  if (!(await page.locator('.measure-table').isVisible()))
    await page.getByRole('button', { name: 'Measures' }).first().click();
  const rows = await page.locator('.measure-table tbody tr').allInnerTexts();
  const powers: Record<string, number> = { µm: 1, mm: 1e3, 'µm²': 1, 'mm²': 1e6 };
  return rows.flatMap((row) => {
    const cells = row.split('\t');
    const [value = '', unit = ''] = cells[2]?.trim().split(' ') ?? [];
    return cells[1]?.trim().toLowerCase() === quantity ? [Number(value) * (powers[unit] ?? Number.NaN)] : [];
  });
}

test('lengths and areas drawn with the pointer agree with the slide to 1%', async ({ page }) => {
  await start(page);
  const { x, y, umPerCss } = await picture(page);
  await choose(page, 'Ruler');
  await drag(page, [x - 150, y - 80], [x + 150, y + 80]);
  await choose(page, 'Rectangle');
  await drag(page, [x - 100, y - 60], [x + 120, y + 90]);
  await choose(page, 'Ellipse');
  await drag(page, [x - 60, y - 90], [x + 140, y + 70]);
  await expect(marks(page)).toHaveCount(3);
  const within = (value: number | undefined, truth: number) =>
    expect(Math.abs((value ?? Number.NaN) / truth - 1)).toBeLessThan(0.01);
  const [length] = await figures(page, 'length');
  const [rectangle, ellipse] = await figures(page, 'area');
  within(length, Math.hypot(300, 160) * umPerCss);
  within(rectangle, 220 * 150 * umPerCss ** 2);
  within(ellipse, (Math.PI / 4) * 200 * 160 * umPerCss ** 2);
});

test('by keyboard alone: a ruler over a known movement of the stage', async ({ page }) => {
  await start(page);
  await choose(page, 'Ruler');
  await layer(page).focus();
  const from = (await microscope(page)).stage;
  await page.keyboard.press('Enter');
  for (let step = 0; step < 10; step++) {
    await moveBy(page, 30, 16);
    await untilShown(page);
  }
  const to = (await microscope(page)).stage;
  // The cross joins the centre of the field with the first key, and leaves it for it again with the second.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(marks(page)).toHaveCount(1);
  const [length = Number.NaN] = await figures(page, 'length');
  const truth = Math.hypot(to.x - from.x, to.y - from.y);
  expect(truth).toBeGreaterThan(300);
  expect(Math.abs(length / truth - 1)).toBeLessThan(0.01);
});

test('a shape stays on its tissue while the stage moves', async ({ page }) => {
  await start(page);
  const { x, y, umPerCss } = await picture(page);
  await choose(page, 'Rectangle');
  await drag(page, [x - 40, y - 30], [x + 60, y + 50]);
  const line = page.locator('.annotation-line').first();
  const before = await line.boundingBox();
  const from = (await microscope(page)).stage;
  await moveBy(page, 60, 35);
  const to = (await microscope(page)).stage;
  expect(to.x - from.x).toBeGreaterThan(50);
  // The picture of the new place may be some frames away.
  await expect
    .poll(
      async () => {
        const after = await line.boundingBox();
        const shift = { x: (after?.x ?? 0) - (before?.x ?? 0), y: (after?.y ?? 0) - (before?.y ?? 0) };
        return Math.max(
          Math.abs(shift.x + (to.x - from.x) / umPerCss),
          Math.abs(shift.y + (to.y - from.y) / umPerCss),
        );
      },
      { timeout: 120_000 },
    )
    .toBeLessThan(2);
});

test('undo and redo; a script in a label is text', async ({ page }) => {
  await start(page);
  const { x, y } = await picture(page);
  await choose(page, 'Ruler');
  await drag(page, [x - 100, y], [x + 50, y]);
  await drag(page, [x - 100, y + 60], [x + 50, y + 60]);
  await expect(marks(page)).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await expect(marks(page)).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(marks(page)).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('Control+Shift+z');
  await expect(marks(page)).toHaveCount(2);

  const script = '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>';
  await choose(page, 'Text');
  await page.mouse.click(x, y - 80);
  await expect(page.getByRole('textbox', { name: 'Text at this place' })).toBeFocused();
  await page.keyboard.type(script);
  await page.keyboard.press('Enter');
  await expect(page.locator('.annotation-label', { hasText: script })).toHaveCount(1);
  await expect(page.locator('.annotation img, .annotation script')).toHaveCount(0);
  expect(await page.title()).not.toBe('run');
});

test('on a stored snapshot: drawn at any zoom, measured by its own scale, undone, kept', async ({ page }) => {
  await open(page, bareDemo);
  await expect.poll(async () => (await diagnostics(page)).stage?.confidence ?? 0).toBeGreaterThan(0);
  await page.keyboard.press('Space');
  await page.keyboard.press('g');
  await page.locator('.thumbnail').first().click();
  const viewer = page.getByTestId('snapshot-viewer');
  await expect(viewer.locator('img')).toHaveCount(1);
  await viewer.getByRole('button', { name: 'Annotate' }).click();
  const drawn = viewer.locator('.annotation');
  const box = await viewer.locator('.pane-figure').boundingBox();
  if (!box) throw new Error('the picture is not shown');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const umPerCss = ((10 / (await microscope(page)).objective) * FRAME.width) / box.width;
  const length = async () => {
    const [value = '', unit] = (await viewer.locator('.measure-value').first().innerText()).split(' ');
    return Number(value) * (unit === 'mm' ? 1000 : 1);
  };

  await drag(page, [x - 120, y - 50], [x + 120, y + 50]);
  await expect(drawn).toHaveCount(1);
  expect(Math.abs((await length()) / (260 * umPerCss) - 1)).toBeLessThan(0.01);
  await expect(viewer.getByText('Stored', { exact: true })).toBeVisible();
  // Delete is for what is drawn, not for the snapshot; and taken back.
  await page.keyboard.press('Delete');
  await expect(drawn).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(drawn).toHaveCount(1);

  await page.keyboard.press('Escape');
  await expect(viewer.getByRole('radiogroup')).toHaveCount(0);
  await expect(drawn).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
  await page.reload();
  await page.waitForFunction(() => window.reticle?.engine.phase === 'running');
  await page.keyboard.press('g');
  await page.locator('.thumbnail').first().click();
  await expect(drawn).toHaveCount(1);
  expect(Math.abs((await length()) / (260 * umPerCss) - 1)).toBeLessThan(0.01);

  // At twice the size the same way of the pointer is half the length.
  await viewer.getByRole('button', { name: 'Annotate' }).click();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await drawn.first().waitFor();
  await viewer.getByRole('radio', { name: 'Rectangle', exact: true }).click();
  await drag(page, [x - 60, y + 60], [x + 60, y + 160]);
  await expect(drawn).toHaveCount(2);
  const areas = await viewer.locator('.measure-table tbody tr', { hasText: 'Area' }).allInnerTexts();
  const [value = '', unit] = (areas[0]?.split('\t')[2] ?? '').trim().split(' ');
  const truth = (120 * 100 * umPerCss ** 2) / 1.25 ** 6;
  expect(Math.abs((Number(value) * (unit === 'mm²' ? 1e6 : 1)) / truth - 1)).toBeLessThan(0.01);
  await page.screenshot({ path: 'test-results/snapshot-annotated.png' });
});

test('a class of one’s own: named, coloured, drawn with, kept with the case', async ({ page }) => {
  await start(page);
  const { x, y } = await picture(page);
  const palette = page.locator('.palette');
  await palette.getByLabel('Class').selectOption({ label: 'New class …' });
  await page.keyboard.type('Lymphocytes');
  await page.keyboard.press('Enter');
  await expect(palette.getByLabel('Class').locator('option:checked')).toHaveText('Lymphocytes');
  await choose(page, 'Rectangle');
  await drag(page, [x - 100, y - 60], [x + 120, y + 90]);
  await expect(marks(page).locator('.annotation-line')).toHaveCSS('stroke', 'rgb(230, 159, 0)');
  await page.screenshot({ path: 'test-results/own-class.png' });
  // The same name again is the same class.
  await palette.getByLabel('Class').selectOption({ label: 'New class …' });
  await page.keyboard.type('lymphocytes ');
  await page.screenshot({ path: 'test-results/new-class.png' });
  await page.keyboard.press('Enter');
  await expect(palette.getByLabel('Class').locator('option')).toHaveCount(6);

  await page.reload();
  await page.waitForFunction(() => window.reticle?.engine.phase === 'running');
  await page.getByRole('button', { name: 'Annotate' }).click();
  await expect(palette.getByLabel('Class').locator('option', { hasText: 'Lymphocytes' })).toHaveCount(1);
});
