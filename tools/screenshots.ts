import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import type {} from '../src/app/window-api.ts';
import { chromiumFlags, findOrInstallBrowser } from './browser.ts';
import { serveFolder } from './server/serve-folder.ts';

/**
 * `npm run screenshots -- [folder] [state ...]`: pictures of the page's states, to be looked at. The README's
 * is `demo` (docs/screenshot.png).
 */
const [folder = 'test-results/screenshots', ...only] = process.argv.slice(2);
const quiet = '?source=simulated&slide=lymph-node&seed=7&objective=10&tour=off&model=lymph-node-metastasis';
/** Real tissue, as a newcomer sees it, at rest. */
const tissue = '?source=simulated&slide=lymph-node-tissue&objective=10&tour=off';
const examined = async (page: Page) => {
  for (let look = 0; look < 240; look++) {
    const tiles = await page.evaluate(
      async () => (await window.reticle?.diagnostics().catch(() => null))?.tiles ?? null,
    );
    if (tiles && tiles.inferred > 0 && tiles.pending === 0) break;
    await page.waitForTimeout(500);
  }
  await page.waitForTimeout(1000);
};

const turnTo40 = async (page: Page) => {
  await page.waitForTimeout(6000);
  await page.evaluate(() => window.reticle?.simulator?.set({ objective: 40 }));
  await page.getByTestId('objective-card').locator('.card').waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1500);
};

/** A camera of which nothing is known yet. */
const camera = '?source=simulated&stage=untold&slide=lymph-node-tissue&tour=off';

interface State {
  readonly name: string;
  readonly address: string;
  readonly size?: { width: number; height: number };
  readonly steps?: (page: Page) => Promise<void>;
}

const small = { width: 1280, height: 720 };
const states: readonly State[] = [
  { name: 'first-visit', address: '', steps: (page) => page.waitForTimeout(6000) },
  ...[
    { width: 1024, height: 700 },
    { width: 720, height: 450 },
    { width: 390, height: 844 },
  ].flatMap((size): State[] => [
    {
      name: `first-visit-${size.width}`,
      address: '',
      size,
      steps: async (page) => {
        await page.waitForTimeout(5000);
        if (size.width === 1024) await page.keyboard.press('m');
        await page.waitForTimeout(2000);
      },
    },
    { name: `setup-${size.width}`, address: camera, size, steps: (page) => page.waitForTimeout(5000) },
  ]),
  { name: 'setup', address: camera, steps: (page) => page.waitForTimeout(5000) },
  { name: 'tissue-prostate', address: tissue.replace('lymph-node', 'prostate'), steps: examined },
  { name: 'tissue-20x', address: tissue.replace('objective=10', 'objective=20'), steps: examined },
  { name: 'demo', address: tissue, size: { width: 1600, height: 900 }, steps: examined },
  {
    name: 'lymph-4x',
    address: quiet.replace('objective=10', 'objective=4'),
    steps: (page) => page.waitForTimeout(6000),
  },
  {
    name: 'not-calibrated',
    address: '?source=simulated&stage=untold&slide=lymph-node&seed=7&tour=off&model=none',
    steps: (page) => page.waitForTimeout(5000),
  },
  {
    name: 'loupe',
    address: '?source=simulated&stage=untold&slide=micrometer&tour=off&model=none',
    steps: async (page) => {
      await page.getByTestId('status').getByRole('button', { name: 'Calibrate' }).click();
      await page.getByRole('radio', { name: 'Two points' }).check();
      await page.getByRole('button', { name: /^Point 1/ }).press('ArrowRight');
      await page.waitForTimeout(1000);
    },
  },
  {
    name: 'objective-switched',
    address: `${quiet}&stage=untold`,
    steps: (page) => turnTo40(page),
  },
  {
    name: 'objective-asked',
    address: `${quiet.replace('&objective=10', '')}&stage=untold&umPerPx=1.3`,
    steps: (page) => turnTo40(page),
  },
  { name: 'lymph-20x', address: quiet.replace('objective=10', 'objective=20'), steps: examined },
  { name: 'lymph-40x', address: quiet.replace('objective=10', 'objective=40'), steps: examined },
  {
    name: 'prostate',
    address: quiet.replace('lymph-node&', 'prostate&').replace('lymph-node-metastasis', 'prostate-cancer'),
    steps: examined,
  },
  {
    name: 'out-of-focus',
    address: quiet,
    steps: async (page) => {
      await examined(page);
      await page.evaluate(() => window.reticle?.simulator?.set({ focusUm: 40 }));
      await page.waitForTimeout(4000);
    },
  },
  {
    name: 'over-exposed',
    address: quiet,
    steps: async (page) => {
      await page.evaluate(() => window.reticle?.simulator?.set({ lamp: 1.8 }));
      await page.waitForTimeout(5000);
    },
  },
  {
    name: 'diagnostics',
    address: quiet,
    steps: async (page) => {
      await examined(page);
      await page.getByRole('button', { name: 'Diagnostics' }).click();
      await page.waitForTimeout(1500);
    },
  },
  {
    name: 'help',
    address: quiet,
    steps: async (page) => {
      await examined(page);
      await page.keyboard.press('?');
      await page.waitForTimeout(1000);
    },
  },
  {
    name: 'annotate',
    address: quiet,
    steps: async (page) => {
      await page.waitForTimeout(4000);
      await page.keyboard.press('a');
      for (const [tool, dx, dy] of [
        ['Ruler', 200, 60],
        ['Ellipse', 160, 120],
        ['Counting frame', 0, 0],
      ] as const) {
        await page.getByRole('radio', { name: tool, exact: true }).click();
        await page.mouse.move(600 - dx, 360 - dy);
        await page.mouse.down();
        await page.mouse.move(600 + dx / 2, 360 + dy);
        await page.mouse.up();
      }
      await page.locator('.palette').getByRole('button', { name: 'Measures' }).click();
      await page.waitForTimeout(1500);
    },
  },
  {
    name: 'self-test',
    address: '?source=simulated&slide=micrometer&seed=7&objective=10&tour=off&model=none',
    size: { width: 1280, height: 1400 },
    steps: async (page) => {
      await page.waitForTimeout(3000);
      await page.keyboard.press('v');
      for (const part of ['Stage micrometer', 'Blank glass', 'Timing']) {
        await page.getByRole('button', { name: `Measure: ${part}` }).click();
        await page.getByRole('button', { name: `Measure again: ${part}` }).waitFor({ timeout: 60_000 });
      }
    },
  },
  { name: 'no-source', address: '?source=camera', steps: (page) => page.waitForTimeout(4000) },
  { name: 'canvas-2d', address: `${quiet}&drawing=canvas-2d`, steps: examined },
  { name: 'wide', address: quiet, size: { width: 1920, height: 1080 }, steps: examined },
  { name: 'four-k', address: quiet, size: { width: 3840, height: 2160 }, steps: examined },
  { name: 'tablet', address: quiet, size: { width: 820, height: 1180 }, steps: examined },
];

const browserPath = findOrInstallBrowser().path;
await build({ logLevel: 'warn' });
const { server, url } = await serveFolder('dist', 0);
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: browserPath, args: chromiumFlags() });
for (const { name, address, size = small, steps } of states) {
  if (only.length > 0 && !only.includes(name)) continue;
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') console.log(`${name}: ${message.text()}`);
  });
  try {
    await page.goto(`${url}${address}`);
    await page.waitForFunction(() => window.reticle !== undefined);
    await steps?.(page);
  } catch (error) {
    console.log(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
  const file =
    name === 'demo' && only.includes('demo') ? join(folder, 'screenshot.png') : join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  console.log(file);
  await context.close();
}
await browser.close();
server.close();
