import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { readArchive } from '../src/export/archive/read-archive';
import { exportCase } from '../src/export/export-case';
import { exampleInput, exampleSnapshot } from '../src/export/testing/example';
import { bareDemo, open } from './support';

const input = () => exampleInput([exampleSnapshot(1), exampleSnapshot(2)]);
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Export and import' });

async function importFile(page: Page, name: string, content: Blob | string) {
  const buffer = Buffer.from(await new Blob([content]).arrayBuffer());
  await dialog(page)
    .getByLabel('Archive or GeoJSON to import')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

const bytesOf = async (blob: Blob | undefined) =>
  new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer());

async function exported(page: Page) {
  const downloading = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Export', exact: true }).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('an imported archive comes out again as it went in, in every format, with nothing sent anywhere', async ({
  page,
  baseURL,
}) => {
  const origin = new URL(baseURL ?? '').origin;
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', (alert) => faults.push(alert.message()));
  page.on('console', (line) => {
    if (/Content Security Policy/i.test(line.text())) faults.push(line.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (![`${origin}/`, `blob:${origin}/`, 'data:'].some((own) => url.startsWith(own))) faults.push(url);
  });
  await open(page, bareDemo);
  await page.keyboard.press('x');
  await expect(dialog(page)).toContainText('There is no snapshot yet');
  const archive = await exportCase(input(), ['archive']);
  await importFile(page, archive.name, archive.blob);
  await expect(dialog(page).getByRole('status')).toHaveText(
    'Restored Node 7 <script>alert(1)</script>: 2 snapshots.',
  );
  for (const box of await dialog(page).getByRole('checkbox').all()) await box.check();
  const axe = await new AxeBuilder({ page }).include('dialog[open]').analyze();
  expect(axe.violations).toEqual([]);

  const { name, bytes } = await exported(page);
  expect(name).toBe(archive.name);
  await expect(dialog(page).getByRole('status')).toContainText('Saved');
  const { parsed, error } = await readArchive(new Blob([bytes]));
  expect(error).toBeNull();
  const before = input().snapshots;
  expect(parsed?.snapshots.map(({ snapshot }) => snapshot)).toEqual(before.map(({ snapshot }) => snapshot));
  for (const [k, { read }] of before.entries()) {
    const { parts } = await read();
    const back = parsed?.snapshots[k]?.parts;
    expect(back?.maps).toEqual(parts.maps);
    expect(await bytesOf(back?.frame)).toEqual(await bytesOf(parts.frame));
  }

  // The page remembers the case, and a second import finds all of it there.
  await page.reload();
  await page.getByRole('button', { name: 'Export and import' }).click();
  await expect(dialog(page).getByLabel('Snapshots')).toContainText('Whole case (2 snapshots)');
  await importFile(page, name, new Blob([bytes]));
  await expect(dialog(page).getByRole('status')).toContainText('2 snapshots were here already');
  expect(faults).toEqual([]);
});

test('GeoJSON goes out to QuPath and comes back; a bad file says why and loses nothing', async ({ page }) => {
  await open(page, bareDemo);
  await page.keyboard.press('x');
  await importFile(page, 'case.zip', (await exportCase(input(), ['archive'])).blob);
  await dialog(page).getByLabel('Snapshots').selectOption({ index: 1 });
  for (const box of await dialog(page).getByRole('checkbox').all()) await box.uncheck();
  const csv = dialog(page).getByRole('checkbox', { name: 'CSV of measures' });
  await csv.check();
  // 40 by 30 um, and the 1% that its scale is known to.
  expect((await exported(page)).bytes.toString()).toMatch(/,"line",.*,"Length",,50,"µm",0\.5,\r\n/);
  await csv.uncheck();
  await dialog(page).getByRole('checkbox', { name: 'GeoJSON annotations' }).check();
  const { name, bytes } = await exported(page);
  expect(name).toMatch(/_001\.geojson$/);
  const count = exampleSnapshot(1).snapshot.annotations.length;
  await importFile(page, name, bytes.toString().replace('größer', '<img src=x onerror=alert(1)>'));
  await expect(dialog(page).getByRole('status')).toContainText(`0 annotations added, ${count} replaced`);
  await dialog(page).getByRole('button', { name: 'Undo' }).click();
  await expect(dialog(page).getByRole('status')).toHaveText('The import was taken back.');
  await importFile(page, 'far.geojson', '{"type":"FeatureCollection","features":[],"reticle":{"version":9}}');
  await expect(dialog(page).getByRole('alert')).toContainText('version 9');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
});
