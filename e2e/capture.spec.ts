import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { decode } from 'fast-png';
import { readArchive } from '../src/export/archive/read-archive';
import { kill, launch, withProfile } from './killed-browser';
import { storePage, storeScript } from './store-alone';
import {
  bareDemo,
  bytesOf,
  FRAME,
  gpuDemo,
  open,
  quietDemo,
  TAG,
  untilExamined,
  untilFrames,
} from './support';

/** What lies in the database, read and hashed without the store's own code. */
interface Found {
  readonly id: string;
  readonly number: number;
  readonly complete: boolean;
}

async function inDatabase(page: Page): Promise<Found[]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    // To open one that is not there would make it, empty.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'reticle-cases')) return [];
    // What is left of a killed browser may hold the storage for a moment: Chromium then says UnknownError.
    const opened = async (tries: number): Promise<IDBDatabase> => {
      try {
        return await done(indexedDB.open('reticle-cases'));
      } catch (cause) {
        if (tries === 0 || (cause as DOMException).name !== 'UnknownError') throw cause;
        await new Promise((resolve) => setTimeout(resolve, 500));
        return opened(tries - 1);
      }
    };
    const database = await opened(20);
    const names = ['snapshots', 'parts', 'cases', 'thumbnails'];
    const transaction = database.transaction(names);
    const read = (name: string) => done(transaction.objectStore(name).getAll());
    const [snapshots, parts, cases, thumbnails] = await Promise.all(names.map(read));
    database.close();
    const hex = async (data: BufferSource) =>
      [...new Uint8Array(await crypto.subtle.digest('SHA-256', data))]
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('');
    return Promise.all(
      (snapshots ?? []).map(async ({ id, number, caseId }) => {
        const part = parts?.find((each) => each.id === id);
        const sums = part
          ? await Promise.all(
              [
                part.frame,
                part.overlay,
                ...part.maps.map(({ values }: { values: Float32Array }) => values),
              ].map(hex),
            )
          : [];
        const complete =
          sums.length >= 2 &&
          sums.join() === part.sums.join() &&
          (cases ?? []).some((each) => each.id === caseId) &&
          (thumbnails ?? []).some((each) => each.id === id);
        return { id, number, complete };
      }),
    );
  });
}

const stored = (page: Page) => page.getByTestId('snapshot-stored');

async function capture(page: Page): Promise<string> {
  const before = await page.evaluate(() =>
    document.querySelector('[data-testid=snapshot-stored]')?.getAttribute('data-snapshot'),
  );
  await page.locator('body').press('Space');
  const next = before
    ? page.locator(`[data-testid=snapshot-stored]:not([data-snapshot="${before}"])`)
    : stored(page);
  await expect(next).toBeVisible({ timeout: 120_000 });
  return (await next.getAttribute('data-snapshot')) ?? '';
}

test('a snapshot holds the bare frame, the overlay, the map and how they came about', {
  tag: '@webgpu',
}, async ({ page }) => {
  await open(page, gpuDemo);
  await untilExamined(page);
  const id = await capture(page);
  expect(await inDatabase(page)).toEqual([{ id, number: 1, complete: true }]);
  const lying = await page.evaluateHandle(async (key) => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('reticle-cases');
      request.onsuccess = () => resolve(request.result);
    });
    const get = (name: string) =>
      new Promise<Record<string, never>>((resolve) => {
        const request = database.transaction(name).objectStore(name).get(key);
        request.onsuccess = () => resolve(request.result);
      });
    const [record, parts] = [await get('snapshots'), await get('parts')];
    return {
      snapshot: record.snapshot as unknown as import('../src/domain/case').Snapshot,
      frame: new Blob([parts.frame as unknown as ArrayBuffer]),
      overlay: new Blob([parts.overlay as unknown as ArrayBuffer]),
      map: [...((parts.maps as unknown as { values: Float32Array }[])[0]?.values ?? [])],
    };
  }, id);
  const found = await lying.evaluate(({ snapshot, map }) => ({ snapshot, map }));
  const { snapshot } = found;
  expect(snapshot).toMatchObject({
    number: 1,
    ...FRAME,
    calibration: { umPerPx: 1, basis: 'known', objective: 10 },
    models: [{ id: 'lymph-node-metastasis', operatingPoint: expect.not.stringMatching('custom') }],
  });
  const frame = decode(await bytesOf(await lying.evaluateHandle((parts) => parts.frame)));
  const overlay = decode(await bytesOf(await lying.evaluateHandle((parts) => parts.overlay)));
  expect([frame.width, frame.height]).toEqual([FRAME.width, FRAME.height]);
  expect(overlay.height).toBeGreaterThan(FRAME.height);
  let differ = 0;
  for (let i = 0; i < frame.data.length; i++) if (frame.data[i] !== overlay.data[i]) differ++;
  expect(differ).toBeGreaterThan(1000);
  // The map lies over the field: its cells agree with what the engine says of the same place.
  const [model] = snapshot.models;
  const live = await page.evaluate(async () => {
    const field = await window.reticle?.field();
    const microscope = window.reticle?.simulator?.state().stage;
    return field && microscope ? { ...field, values: [...field.values] } : null;
  });
  if (!model || !live || !snapshot.stage) throw new Error('no map');
  const left = (snapshot.stage.x - FRAME.width / 2 - model.map.origin.x + live.originPx.x) / model.cellUm;
  const top = (snapshot.stage.y - FRAME.height / 2 - model.map.origin.y + live.originPx.y) / model.cellUm;
  let compared = 0;
  let same = 0;
  for (let y = 0; y < live.rows; y++)
    for (let x = 0; x < live.columns; x++) {
      const value = live.values[y * live.columns + x] ?? -1;
      const kept = found.map[(y + Math.round(top)) * model.map.columns + x + Math.round(left)] ?? -1;
      if (value < 0 || kept < 0) continue;
      compared++;
      if (Math.abs(value - kept) < 0.02) same++;
    }
  expect(compared).toBeGreaterThan(50);
  // Cells that were inferred anew between the two readings may differ.
  expect(same).toBeGreaterThan(0.95 * compared);
  const total = Object.values(snapshot.quality).reduce((sum, share) => sum + share, 0);
  expect(total).toBeCloseTo(1, 5);
});

test('a case: title, notes, viewer, comparison, delete and undo, all kept over a reload', async ({
  page,
}) => {
  await open(page, bareDemo);
  await untilFrames(page, 1);
  await capture(page);
  await capture(page);
  await page.keyboard.press('g');
  await expect(page.locator('.thumbnail img')).toHaveCount(2);
  await page.keyboard.press('j');
  await page.getByLabel('Title').fill('<b>Node</b> 3');
  await page.getByLabel('Accession (optional)').fill('S-12');
  await page.keyboard.press('Tab');
  await expect(page.locator('.case-title')).toHaveText('<b>Node</b> 3');

  await page.locator('.thumbnail').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const viewer = page.getByTestId('snapshot-viewer');
  await expect(viewer.locator('img')).toHaveCount(1);
  await viewer.getByLabel('Compare').selectOption('bare');
  await expect(viewer.locator('img')).toHaveCount(2);
  await viewer.locator('figure').first().focus();
  await page.keyboard.press('+');
  const transforms = await viewer
    .locator('img')
    .evaluateAll((all) => all.map((each) => (each as HTMLElement).style.transform));
  expect(transforms[0]).toContain('scale(1.25)');
  expect(transforms[1]).toBe(transforms[0]);
  // Stored in a pause of typing, which is said; and at once when the dialog is left.
  await viewer.getByLabel('Notes').fill('three');
  await expect(viewer.getByText('Stored', { exact: true })).toBeVisible();
  await viewer.getByLabel('Notes').fill('three mitoses');
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(viewer.getByLabel('Notes')).toHaveValue('three mitoses');
  await page.keyboard.press('Escape');
  await page.reload();
  await page.waitForFunction(() => window.reticle?.engine.phase === 'running');
  await page.keyboard.press('g');
  await expect(page.locator('.thumbnail')).toHaveCount(2);
  await page.locator('.thumbnail').nth(1).click();
  await expect(viewer.getByLabel('Notes')).toHaveValue('three mitoses');
  await expect(viewer.locator('img')).toHaveCount(1);
  await page.keyboard.press('Delete');
  await expect(page.locator('.thumbnail')).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('.thumbnail')).toHaveCount(2);
});

for (const [drawing, address] of [
  ['Canvas 2D', bareDemo],
  ['WebGPU', `${bareDemo}&drawing=webgpu`],
] as const)
  test(`the live view by ${drawing} goes on while a snapshot is stored, however long that takes`, {
    tag: TAG[drawing],
  }, async ({ page }) => {
    // Storing sums the parts first; it gets no further until the test lets it.
    await page.addInitScript(() => {
      const digest = crypto.subtle.digest.bind(crypto.subtle);
      const gate = new Promise<void>((resolve) => addEventListener('let-storing-go-on', () => resolve()));
      crypto.subtle.digest = async (algorithm, data) => {
        if (document.body.dataset.holdStoring) await gate;
        return digest(algorithm, data);
      };
    });
    await open(page, address);
    await untilFrames(page, 1);
    await page.evaluate(() => {
      document.body.dataset.holdStoring = 'yes';
    });
    await page.keyboard.press('g');
    await page.locator('body').press('Space');
    await expect(page.locator('.strip-note')).toHaveText('Storing');
    await untilFrames(page, 5);
    expect(await stored(page).count()).toBe(0);
    expect(await inDatabase(page)).toEqual([]);
    await page.evaluate(() => dispatchEvent(new Event('let-storing-go-on')));
    await expect(stored(page)).toBeVisible();
  });

test('killed three times right after the acknowledgement, the app has every snapshot', {
  tag: '@long',
}, async () => {
  await withProfile(async (profile) => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const context = await launch(profile);
      const page = context.pages()[0] ?? (await context.newPage());
      await open(page, bareDemo);
      await untilFrames(page, 1);
      const found = await inDatabase(page);
      expect(found.filter(({ complete }) => !complete)).toEqual([]);
      for (const id of acknowledged) expect(found.map((each) => each.id)).toContain(id);
      acknowledged.push(await capture(page));
      // One more is under way, or not yet, when the browser dies.
      await page.locator('body').press('Space');
      await page.waitForTimeout(round * 150);
      await kill(context, profile);
    }
    const context = await launch(profile);
    const page = context.pages()[0] ?? (await context.newPage());
    await open(page, bareDemo);
    const found = await inDatabase(page);
    expect(found.every(({ complete }) => complete)).toBe(true);
    for (const id of acknowledged) expect(found.map((each) => each.id)).toContain(id);
    await context.close();
  });
});

/** Adds snapshots one after another for ever; tells the test of each that was acknowledged. */
async function addForEver(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const path = '/store-alone/store.js';
    const { openStore } = (await import(path)) as typeof import('../src/capture/open-store');
    const store = await openStore();
    const [first] = await store.cases();
    const owner = first ?? (await store.createCase({ title: 'Killed' }));
    const noise = (bytes: number) => {
      const data = new Uint8Array(bytes);
      for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(data.subarray(at, at + 65_536));
      return new Blob([data], { type: 'image/png' });
    };
    const next = async () => {
      const id = crypto.randomUUID();
      await store.add(
        {
          snapshot: {
            ...{ schema: 1, id, caseId: owner.id, number: 1, capturedAt: new Date().toISOString() },
            ...{ source: 'noise', width: 640, height: 480, calibration: null, stage: null, quality: {} },
            ...{ models: [], annotations: [], notes: '', appVersion: '0' },
          },
          parts: {
            frame: noise(700_000),
            overlay: noise(900_000),
            maps: new Map([['model', new Float32Array(20_000).fill(Math.random())]]),
          },
        },
        noise(5000),
      );
      console.log(`acknowledged ${id}`);
    };
    void (async () => {
      for (;;) await next();
    })();
  });
}

test('killed 50 times at random moments, each acknowledged snapshot is there and the store opens', {
  tag: '@long',
}, async () => {
  test.setTimeout(600_000);
  const script = await storeScript();
  await withProfile(async (profile) => {
    const acknowledged = new Set<string>();
    let interrupted = 0;
    for (let round = 0; round <= 50; round++) {
      const context = await launch(profile);
      const page = await storePage(context, script);
      const found = await inDatabase(page);
      expect(found.filter(({ complete }) => !complete)).toEqual([]);
      const ids = new Set(found.map(({ id }) => id));
      expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
      expect(new Set(found.map(({ number }) => number)).size).toBe(found.length);
      if (round === 50) {
        await context.close();
        break;
      }
      page.on('console', (message) => {
        const [, id] = /^acknowledged (\S+)$/.exec(message.text()) ?? [];
        if (id) acknowledged.add(id);
      });
      const before = acknowledged.size;
      await addForEver(page);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
      await kill(context, profile);
      if (acknowledged.size > before) interrupted++;
    }
    // The rounds mean something only where the browser died amid captures.
    expect(interrupted).toBeGreaterThan(10);
    test.info().annotations.push({ type: 'acknowledged', description: `${acknowledged.size}` });
  });
});

test('full storage: what was captured stays, the new capture can be saved as a file', async ({ page }) => {
  // As a browser answers whose storage is full, for as long as the test says so.
  await page.addInitScript(() => {
    const add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (...args) {
      if (document.body.dataset.full && this.name === 'parts')
        throw new DOMException('full', 'QuotaExceededError');
      return add.apply(this, args);
    };
  });
  const setFull = (full: string) =>
    page.evaluate((value) => {
      document.body.dataset.full = value;
    }, full);
  await open(page, bareDemo);
  await untilFrames(page, 1);
  await capture(page);
  await setFull('yes');
  await page.locator('body').press('Space');
  await expectSavedAsFile(page);
  expect((await inDatabase(page)).map(({ complete }) => complete)).toEqual([true]);
  await setFull('');
  await capture(page);
  expect(await inDatabase(page)).toHaveLength(2);
});

/** The storage is told to be full, and the capture is saved as a file from which it can be restored. */
async function expectSavedAsFile(page: Page): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: 'full' });
  await expect(alert).toBeVisible();
  const downloading = page.waitForEvent('download');
  await alert.getByRole('button', { name: 'Save as a file' }).click();
  const saved = await downloading;
  expect(saved.suggestedFilename()).toMatch(/_not-stored\.zip$/);
  const { parsed, error } = await readArchive(new Blob([readFileSync(await saved.path())]));
  expect(error).toBeNull();
  expect(parsed?.snapshots).toHaveLength(1);
  const frame = await parsed?.snapshots[0]?.parts.frame.arrayBuffer();
  expect(decode(new Uint8Array(frame ?? new ArrayBuffer())).width).toBe(FRAME.width);
}

test('full storage by the quota of the browser', { tag: '@long' }, async ({ page }) => {
  await open(page, quietDemo);
  await untilExamined(page);
  await capture(page);
  const session = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  // Chromium looks at the quota again after 30 s, and tells nobody when it has.
  await page.waitForTimeout(35_000);
  await page.locator('body').press('Space');
  await expectSavedAsFile(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  expect((await inDatabase(page)).map(({ complete }) => complete)).toEqual([true]);
  await page.waitForTimeout(35_000);
  await capture(page);
  expect(await inDatabase(page)).toHaveLength(2);
});

test('storage is reported early when it fills up', async ({ page }) => {
  // What Chromium answers does not depend on how full the disk is (docs/adr/0007).
  await page.addInitScript(() => {
    navigator.storage.estimate = async () => ({ usage: 85 * 2 ** 20, quota: 100 * 2 ** 20 });
  });
  await open(page, bareDemo);
  await expect(page.getByText('Storage is 85 % full.')).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByTestId('quota')).toHaveText('85 MiB of 100 MiB used (85 %)');
});

test('a damaged record is set aside and named; a newer database is refused; the live view goes on', async ({
  page,
}) => {
  await open(page, bareDemo);
  await untilFrames(page, 1);
  const id = await capture(page);
  const kept = await capture(page);
  const change = (work: string) =>
    page.evaluate(
      ([key, how]) =>
        new Promise<void>((resolve) => {
          const request = indexedDB.open('reticle-cases', how === 'newer' ? 99 : undefined);
          request.onsuccess = () => {
            const database = request.result;
            if (how === 'newer') {
              database.close();
              resolve();
              return;
            }
            const transaction = database.transaction('snapshots', 'readwrite');
            transaction
              .objectStore('snapshots')
              .put({ id: key, caseId: 'x', number: 1, snapshot: { schema: 1 } });
            transaction.oncomplete = () => {
              database.close();
              resolve();
            };
          };
        }),
      [id, work],
    );
  await change('corrupt');
  await page.reload();
  await expect(page.getByText('A damaged record could not be opened and was kept aside')).toBeVisible();
  await page.keyboard.press('g');
  await expect(page.locator('.thumbnail')).toHaveCount(1);
  await expect(page.locator('.thumbnail')).toHaveAttribute('data-snapshot', kept);

  await page.goto('about:blank');
  await page.goto('/icon.svg');
  await change('newer');
  await open(page, bareDemo);
  await expect(page.getByText('newer version of Reticle').first()).toBeVisible();
  await untilFrames(page, 3);
});
