import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, test } from 'vitest';
import type { CaseStore } from './case-store';
import { openStore } from './open-store';
import { sampleSnapshot } from './test-snapshot';

const open: CaseStore[] = [];
let count = 0;
async function fresh(name = `test ${count++}`): Promise<{ store: CaseStore; name: string }> {
  const store = await openStore(name);
  open.push(store);
  return { store, name };
}
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

/** Writes past the store, as a fault of the disk would. */
async function damage(name: string, object: string, change: (record: Record<string, unknown>) => unknown) {
  const raw = await openDB(name);
  const [first] = await raw.getAll(object);
  await raw.put(object, change(first));
  raw.close();
}

describe('cases and snapshots', () => {
  test('come back whole after the store is opened again', async () => {
    const { store, name } = await fresh();
    const owner = await store.createCase({ title: 'Node 3', notes: 'Sentinel' });
    const stored = sampleSnapshot(owner.id);
    await store.add(stored, new Blob(['small'], { type: 'image/jpeg' }));
    await store.close();
    const again = (await fresh(name)).store;
    expect((await again.cases()).map(({ title, accession }) => [title, accession])).toEqual([['Node 3', '']]);
    const [listed] = await again.snapshots(owner.id);
    expect(listed).toEqual(stored.snapshot);
    const { snapshot, parts } = await again.get(stored.snapshot.id);
    expect(snapshot).toEqual(stored.snapshot);
    expect(await parts.frame.text()).toBe(await stored.parts.frame.text());
    expect(await parts.overlay.text()).toBe(await stored.parts.overlay.text());
    expect(parts.maps).toEqual(stored.parts.maps);
    expect(await (await again.thumbnail(snapshot.id))?.text()).toBe('small');
  });

  test('are numbered within the case and a number is never given twice', async () => {
    const { store } = await fresh();
    const { id } = await store.createCase({});
    const first = await store.add(sampleSnapshot(id));
    const second = await store.add(sampleSnapshot(id));
    await store.remove(second.id);
    const third = await store.add(sampleSnapshot(id));
    const imported = await store.add(sampleSnapshot(id, { number: 9 }));
    expect([first, second, third, imported].map(({ number }) => number)).toEqual([1, 2, 3, 9]);
    expect((await store.snapshots(id)).map(({ number }) => number)).toEqual([1, 3, 9]);
  });

  test('two tabs that capture at once never share a number', async () => {
    const { store, name } = await fresh();
    const other = (await fresh(name)).store;
    const { id } = await store.createCase({});
    await Promise.all([store, other, store, other].map((each) => each.add(sampleSnapshot(id))));
    expect((await other.snapshots(id)).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  test('deleting can be undone until it is purged', async () => {
    const { store } = await fresh();
    const { id } = await store.createCase({ title: 'A' });
    const shot = await store.add(sampleSnapshot(id));
    await store.remove(shot.id);
    expect(await store.snapshots(id)).toEqual([]);
    expect((await store.deleted()).snapshots.map((each) => each.id)).toEqual([shot.id]);
    await store.restore(shot.id);
    await store.removeCase(id);
    expect(await store.cases()).toEqual([]);
    await store.purge(60_000);
    await store.restoreCase(id);
    expect(await store.snapshots(id)).toEqual([shot]);
    await store.removeCase(id);
    await store.purge(0);
    await expect(store.restoreCase(id)).rejects.toMatchObject({ code: 'record-missing' });
    await expect(store.get(shot.id)).rejects.toMatchObject({ code: 'record-missing' });
  });

  test('notes and annotations change; pictures, place and provenance do not', async () => {
    const { store } = await fresh();
    const { id } = await store.createCase({});
    const stored = sampleSnapshot(id);
    await store.add(stored);
    const rogue = { notes: 'mitoses: 3', source: 'elsewhere' };
    const changed = await store.updateSnapshot(stored.snapshot.id, rogue);
    expect(changed).toEqual({ ...stored.snapshot, notes: 'mitoses: 3' });
  });

  test('a capture into a case that was deleted meanwhile is kept, and the case with it', async () => {
    const { store } = await fresh();
    const { id } = await store.createCase({ title: 'B' });
    await store.removeCase(id);
    await store.add(sampleSnapshot(id));
    expect((await store.cases()).map(({ title }) => title)).toEqual(['B']);
  });

  test('what could not be read again is not written', async () => {
    const { store } = await fresh();
    const { id } = await store.createCase({});
    const bad = sampleSnapshot(id, { width: 0 });
    await expect(store.add(bad)).rejects.toMatchObject({ code: 'record-corrupt' });
    expect(await store.snapshots(id)).toEqual([]);
  });

  test('listeners hear of changes in this tab and in another', async () => {
    const { store, name } = await fresh();
    const other = (await fresh(name)).store;
    const heard = new Promise<void>((resolve) => other.subscribe(resolve));
    await store.createCase({});
    await heard;
  });
});

describe('damage', () => {
  test('a snapshot whose record makes no sense is set aside; the others open', async () => {
    const { store, name } = await fresh();
    const { id } = await store.createCase({});
    await store.add(sampleSnapshot(id));
    await store.add(sampleSnapshot(id));
    await damage(name, 'snapshots', (record) => ({ ...record, snapshot: { schema: 1, width: 'wide' } }));
    expect(await store.snapshots(id)).toHaveLength(1);
    expect(await store.setAside()).toMatchObject([{ kind: 'snapshot' }]);
  });

  test.each([
    ['a changed byte', (record: Record<string, unknown>) => ({ ...record, frame: new ArrayBuffer(3) })],
    ['a missing map', (record: Record<string, unknown>) => ({ ...record, maps: [] })],
    ['no pictures', (record: Record<string, unknown>) => ({ id: record.id })],
  ])('%s is noticed by its sha256, named, and set aside', async (_, change) => {
    const { store, name } = await fresh();
    const { id } = await store.createCase({});
    const shot = await store.add(sampleSnapshot(id));
    await damage(name, 'parts', change);
    await expect(store.get(shot.id)).rejects.toMatchObject({
      code: 'record-corrupt',
      message: expect.stringContaining('Snapshot 1'),
    });
    expect(await store.snapshots(id)).toEqual([]);
    expect(await store.setAside()).toHaveLength(1);
  });

  test('a damaged case leaves its snapshots in a recovered one', async () => {
    const { store, name } = await fresh();
    const { id } = await store.createCase({ title: 'C' });
    const shot = await store.add(sampleSnapshot(id));
    await damage(name, 'cases', (record) => ({ ...record, case: 'gone' }));
    expect((await store.cases()).map(({ title }) => title)).toEqual(['Recovered case']);
    expect(await store.snapshots(id)).toEqual([shot]);
  });

  test('a record of a later version is left as it is', async () => {
    const { store, name } = await fresh();
    const { id } = await store.createCase({});
    const shot = await store.add(sampleSnapshot(id));
    await damage(name, 'snapshots', (record) => ({ ...record, snapshot: { schema: 2 } }));
    await expect(store.get(shot.id)).rejects.toMatchObject({ code: 'storage-newer' });
    expect(await store.snapshots(id)).toEqual([]);
    expect(await store.setAside()).toEqual([]);
  });

  test('a database of a later version is refused by name and not touched', async () => {
    const raw = await openDB('later', 99);
    raw.close();
    await expect(openStore('later')).rejects.toMatchObject({ code: 'storage-newer' });
    const again = await openDB('later');
    expect(again.version).toBe(99);
    again.close();
  });
});

describe('full storage', () => {
  test('refuses the new snapshot whole, names the reason and keeps the others', async () => {
    const { store } = await fresh();
    const { id } = await store.createCase({});
    await store.add(sampleSnapshot(id));
    const put = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
      if (this.name === 'parts') throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args);
    };
    try {
      await expect(store.add(sampleSnapshot(id))).rejects.toMatchObject({ code: 'storage-full' });
    } finally {
      IDBObjectStore.prototype.add = put;
    }
    expect((await store.snapshots(id)).map(({ number }) => number)).toEqual([1]);
    expect((await store.add(sampleSnapshot(id))).number).toBe(2);
  });
});
