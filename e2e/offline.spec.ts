import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { serveFolder } from '../tools/server/serve-folder';
import { closeServer, copyOfBuild } from './served-copy';
import { microscopeWith, open, untilExamined } from './support';

test.use({ serviceWorkers: 'allow' });

const ADDRESS = microscopeWith('lymph-node', '&model=lymph-node-metastasis');

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

    await closeServer(server);
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
    await closeServer(server);
    rmSync(folder, { recursive: true, force: true });
  }
});
