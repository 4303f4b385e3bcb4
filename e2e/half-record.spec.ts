import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { kill, launch, withProfile } from './killed-browser';
import { storePage, storeScript } from './store-alone';
import { storedRecords } from './stored-records';

/** Adds cases by the app's own store; resolves when each is acknowledged. */
function addCases(page: Page, titles: readonly string[]): Promise<void> {
  return page.evaluate(async (wanted) => {
    const path = '/store-alone/store.js';
    const { openStore } = (await import(path)) as typeof import('../src/capture/open-store');
    const store = await openStore();
    for (const title of wanted) await store.createCase({ title });
  }, titles);
}

async function titles(page: Page): Promise<string[]> {
  const records = await storedRecords<{ case: { title: string } }>(page, 'cases');
  return records.map((record) => record.case.title).sort();
}

/** Newest log of the origin's LevelDB. */
function newestLog(profile: string): string {
  const root = join(profile, 'Default', 'IndexedDB');
  const folder = readdirSync(root).find((name) => name.endsWith('.indexeddb.leveldb')) ?? '';
  const logs = readdirSync(join(root, folder)).filter((name) => /^\d+\.log$/.test(name));
  return join(root, folder, logs.sort().at(-1) ?? '');
}

test('a browser killed amid a write leaves half a record: what is written after it stays readable', {
  tag: '@long',
}, async () => {
  const script = await storeScript();
  await withProfile(async (profile) => {
    const first = await launch(profile);
    await addCases(await storePage(first, script), ['first', 'second', 'cut']);
    await kill(first, profile);
    // As if the last write had reached the disk in part.
    const log = newestLog(profile);
    truncateSync(log, statSync(log).size - 10);

    const second = await launch(profile);
    await addCases(await storePage(second, script), ['third', 'fourth']);
    await kill(second, profile);

    const third = await launch(profile);
    const found = await titles(await storePage(third, script));
    await third.close();
    expect(found.filter((title) => title !== 'cut')).toEqual(['first', 'fourth', 'second', 'third']);
  });
});
