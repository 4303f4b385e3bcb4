import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import { serveFolder } from '../tools/server/serve-folder';
import { microscopeWith, open, untilExamined } from './support';

test.use({ serviceWorkers: 'allow' });

const ADDRESS = microscopeWith('lymph-node', '&model=lymph-node-metastasis');

/** A copy of what the test server serves, whose files a test may change: all that the service worker keeps. */
async function copyOfBuild(baseURL: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'reticle-offline-'));
  const fetched = async (name: string) => {
    const response = await fetch(new URL(name, baseURL));
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(await response.arrayBuffer()));
    return path;
  };
  const script = readFileSync(await fetched('sw.js'), 'utf8');
  const runtime = /workbox-\w+/.exec(script)?.[0];
  await fetched(`${runtime}.js`);
  const files = [...script.matchAll(/\burl: ?"([^"]+)"/g)].map(([, name = '']) => name);
  expect(files.length).toBeGreaterThan(50);
  for (const name of files) await fetched(name);
  return folder;
}

/** What models run on, and the models: fetched when a model is first switched on. */
const FOR_MODELS = /(gpu-runtime|inference-worker|ort)[\w.-]*\.(js|mjs|wasm)$|\.wasm$|^models\//;

test('all of the program but what models run on is under 2.5 MB, compressed', async ({ baseURL }) => {
  const folder = await copyOfBuild(baseURL ?? '');
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
    const [first, later] = [
      files.filter((name) => !FOR_MODELS.test(name)),
      files.filter((name) => FOR_MODELS.test(name)),
    ];
    const compressed = (names: readonly string[]) =>
      names.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
    console.log(`compressed: ${compressed(first)} bytes, and ${compressed(later)} for models`);
    expect(later.length).toBeGreaterThan(5);
    expect(compressed(first)).toBeLessThan(2_500_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const close = (server: Server) =>
  new Promise<void>((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

const offline = (page: Page) => page.evaluate(() => window.reticle?.offline);

test('without its server Reticle starts and examines; a newer version waits until the user takes it', async ({
  context,
  baseURL,
}) => {
  const folder = await copyOfBuild(baseURL ?? '');
  let { server, url } = await serveFolder(folder, 0);
  try {
    const page = await context.newPage();
    await open(page, new URL(ADDRESS, url).href);
    await expect.poll(() => offline(page), { timeout: 120_000 }).toBe('kept');

    await close(server);
    await page.reload();
    await open(page, new URL(ADDRESS, url).href);
    await untilExamined(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);

    appendFileSync(join(folder, 'sw.js'), '\n// A newer version.\n');
    ({ server } = await serveFolder(folder, Number(new URL(url).port)));
    await open(page, new URL(ADDRESS, url).href);
    const newer = page.locator('.notice', { hasText: 'A newer version of Reticle is ready.' });
    await expect(newer).toBeVisible({ timeout: 120_000 });

    // The files of another tab are not taken away.
    const other = await context.newPage();
    await open(other, new URL(ADDRESS, url).href);
    await newer.getByRole('button', { name: 'Reload' }).click();
    await expect(newer).toContainText('Close the other tabs');
    await other.close();

    const reloaded = page.waitForEvent('load');
    await newer.getByRole('button', { name: 'Reload' }).click();
    await reloaded;
    await expect.poll(() => offline(page), { timeout: 120_000 }).toBe('kept');
    await expect(newer).toBeHidden();
  } finally {
    await close(server);
    rmSync(folder, { recursive: true, force: true });
  }
});
