import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import type { DrawnAnnotation } from '../domain/annotation';
import type { CaseStore } from './case-store';
import { openStore } from './open-store';
import type { KeptMap } from './slide-store';
import { sampleSnapshot } from './test-snapshot';

const open: CaseStore[] = [];
let count = 0;
async function fresh(name = `slides ${count++}`): Promise<{ store: CaseStore; name: string }> {
  const store = await openStore(name);
  open.push(store);
  return { store, name };
}
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const drawn = (slideId?: string): DrawnAnnotation => ({
  schema: 1,
  annotation: {
    id: crypto.randomUUID(),
    shape: { kind: 'text', at: { x: 0, y: 0 } },
    island: 0,
    classId: null,
    label: '',
    locked: false,
    createdAt: new Date(0).toISOString(),
    origin: { kind: 'drawn' },
  },
  order: 0,
  look: crypto.randomUUID(),
  ...(slideId !== undefined && { slideId }),
});

const kept = (value: number): KeptMap => ({
  map: { version: 1, cells: new Float32Array(64).fill(value) },
  view: { schema: 1, keptAt: new Date(0).toISOString(), seenMm2: 2, examinedMm2: 1, foci: null },
  picture: new Blob(['picture'], { type: 'image/png' }),
});

/** A database of the layout before slides, as it was written. */
async function oldLayout(name: string) {
  const old = await openDB(name, 2, {
    upgrade(created) {
      created.createObjectStore('cases', { keyPath: 'id' });
      created.createObjectStore('snapshots', { keyPath: 'id' }).createIndex('byCase', ['caseId', 'number']);
      created.createObjectStore('parts', { keyPath: 'id' });
      created.createObjectStore('thumbnails', { keyPath: 'id' });
      created.createObjectStore('aside', { keyPath: 'key' });
      created.createObjectStore('drawn', { keyPath: ['caseId', 'id'] });
    },
  });
  const at = new Date(0).toISOString();
  const id = crypto.randomUUID();
  const fields = { title: 'Old', accession: '', notes: '', classes: [], createdAt: at, updatedAt: at };
  await old.put('cases', { id, case: { schema: 1, id, ...fields }, deletedAt: null });
  await old.put('cases', { id: 'damaged', case: 'gone', deletedAt: null });
  const { snapshot } = sampleSnapshot(id);
  await old.put('snapshots', { id: snapshot.id, caseId: id, number: 1, snapshot, deletedAt: null });
  const mark = drawn();
  await old.put('drawn', { caseId: id, id: mark.annotation.id, drawn: mark });
  old.close();
  return { id, snapshot, mark };
}

test('a store of before slides opens: all of a case belongs to its Slide 1', async () => {
  const { id, snapshot, mark } = await oldLayout('before slides');
  const { store } = await fresh('before slides');
  const [slide, ...others] = await store.slides(id);
  expect(others).toEqual([]);
  expect(slide).toMatchObject({ caseId: id, number: 1, label: 'Slide 1' });
  expect(await store.drawn(id, slide?.id)).toEqual([mark]);
  await store.removeSlide(slide?.id ?? '');
  expect(await store.snapshots(id)).toEqual([]);
  await store.restoreSlide(slide?.id ?? '');
  expect(await store.snapshots(id)).toEqual([snapshot]);
  const next = await store.createSlide({ caseId: id });
  expect(next).toMatchObject({ number: 2, label: 'Slide 2' });
});

test('slides are counted within their case; a number is never given twice, an id never made twice', async () => {
  const { store } = await fresh();
  const [a, b] = [await store.createCase({}), await store.createCase({})];
  const one = await store.createSlide({ caseId: a.id });
  const two = await store.createSlide({ caseId: a.id, label: 'Level 2' });
  await store.removeSlide(two.id);
  const three = await store.createSlide({ caseId: a.id });
  const other = await store.createSlide({ caseId: b.id, number: 7 });
  expect([one, two, three, other].map(({ number }) => number)).toEqual([1, 2, 3, 7]);
  expect(await store.createSlide({ caseId: a.id, id: one.id, label: 'again' })).toEqual(one);
  expect((await store.slides(a.id)).map(({ label }) => label)).toEqual(['Slide 1', 'Slide 3']);
  await store.updateSlide(one.id, { label: 'A1' });
  expect((await store.slides(a.id))[0]?.label).toBe('A1');
  expect((await store.slides(b.id)).map(({ id }) => id)).toEqual([other.id]);
});

test('snapshots and annotations of a slide go and come back with it, those of another stay', async () => {
  const { store } = await fresh();
  const { id } = await store.createCase({});
  const [a, b] = [await store.createSlide({ caseId: id }), await store.createSlide({ caseId: id })];
  const ofA = await store.add(sampleSnapshot(id, { slideId: a.id }));
  const ofB = await store.add(sampleSnapshot(id, { slideId: b.id }));
  const marks = [drawn(a.id), drawn(b.id)];
  await store.keepDrawn(id, { put: marks, remove: [] });
  expect(await store.drawn(id, a.id)).toEqual([marks[0]]);
  await store.removeSlide(a.id);
  expect((await store.snapshots(id)).map((each) => each.id)).toEqual([ofB.id]);
  const gone = await store.deleted();
  expect([gone.slides.map((each) => each.id), gone.snapshots]).toEqual([[a.id], []]);
  await store.restoreSlide(a.id);
  expect((await store.snapshots(id)).map((each) => each.id)).toEqual([ofA.id, ofB.id]);
  await store.removeSlide(a.id);
  await store.purge(0);
  await expect(store.restoreSlide(a.id)).rejects.toMatchObject({ code: 'record-missing' });
  expect(await store.drawn(id)).toEqual([marks[1]]);
  expect((await store.snapshots(id)).map((each) => each.id)).toEqual([ofB.id]);
});

test('a capture or an annotation of a slide that was deleted meanwhile brings it back', async () => {
  const { store } = await fresh();
  const { id } = await store.createCase({});
  const slide = await store.createSlide({ caseId: id });
  await store.removeSlide(slide.id);
  await store.add(sampleSnapshot(id, { slideId: slide.id }));
  expect(await store.slides(id)).toEqual([slide]);
  const unknown = crypto.randomUUID();
  await store.keepDrawn(id, { put: [drawn(unknown)], remove: [] });
  expect((await store.slides(id)).map(({ number, label }) => [number, label])).toEqual([
    [1, 'Slide 1'],
    [2, 'Slide 2'],
  ]);
});

test('a map is kept whole, replaces the one before, and comes back after the store is opened again', async () => {
  const { store, name } = await fresh();
  const { id: caseId } = await store.createCase({});
  const { id } = await store.createSlide({ caseId });
  expect([await store.keptMap(id), await store.shownMap(id)]).toEqual([null, null]);
  await store.keepMap(id, kept(0.25));
  await store.keepMap(id, kept(0.75));
  await store.close();
  const again = (await fresh(name)).store;
  expect(await again.keptMap(id)).toEqual(kept(0.75).map);
  const shown = await again.shownMap(id);
  expect([shown?.view, await shown?.picture?.text()]).toEqual([kept(0).view, 'picture']);
  await again.removeSlide(id);
  await again.purge(0);
  expect([await again.keptMap(id), await again.shownMap(id)]).toEqual([null, null]);
  await expect(again.keepMap(id, kept(1))).rejects.toMatchObject({ code: 'record-missing' });
});

test('a packed map goes into another store, but never over one that is there', async () => {
  const [from, to] = [(await fresh()).store, (await fresh()).store];
  const { id: caseId } = await from.createCase({});
  const { id } = await from.createSlide({ caseId });
  await from.keepMap(id, kept(0.5));
  const packed = await from.packedMap(id);
  if (!packed) throw new Error('no map');
  await to.createSlide({ caseId, id });
  await to.keepPackedMap(id, packed, await from.shownMap(id));
  expect(await to.keptMap(id)).toEqual(kept(0.5).map);
  await to.keepMap(id, kept(1));
  await to.keepPackedMap(id, packed, null);
  expect(await to.keptMap(id)).toEqual(kept(1).map);
  await to.createSlide({ caseId, id: crypto.randomUUID() });
  const other = (await to.slides(caseId))[1]?.id ?? '';
  await expect(to.keepPackedMap(other, new ArrayBuffer(9), null)).rejects.toMatchObject({
    code: 'record-corrupt',
  });
});

test.each([
  ['a changed byte', (record: { packed: ArrayBuffer }) => new Uint8Array(record.packed).fill(7, 20, 24)],
  ['no bytes', (record: Record<string, unknown>) => delete record.packed],
])('a map with %s is told, set aside once, and the slide goes on without it', async (_, harm) => {
  const { store, name } = await fresh();
  const { id: caseId } = await store.createCase({});
  const { id } = await store.createSlide({ caseId });
  await store.keepMap(id, kept(0.5));
  const raw = await openDB(name);
  const record = await raw.get('slideMaps', id);
  harm(record);
  await raw.put('slideMaps', record);
  raw.close();
  await expect(store.keptMap(id)).rejects.toMatchObject({ code: 'record-corrupt' });
  expect(await store.keptMap(id)).toBeNull();
  expect(await store.setAside()).toMatchObject([{ kind: 'map', id }]);
  await store.keepMap(id, kept(1));
  expect(await store.keptMap(id)).toEqual(kept(1).map);
});

test('a damaged slide is set aside, and what belongs to it stays in a recovered one', async () => {
  const { store, name } = await fresh();
  const { id: caseId } = await store.createCase({});
  const { id } = await store.createSlide({ caseId });
  const shot = await store.add(sampleSnapshot(caseId, { slideId: id }));
  const raw = await openDB(name);
  await raw.put('slides', { id, caseId, number: 1, slide: { schema: 1, label: 5 }, deletedAt: null });
  raw.close();
  expect((await store.slides(caseId)).map((slide) => [slide.id, slide.label])).toEqual([
    [id, 'Recovered slide'],
  ]);
  expect(await store.snapshots(caseId)).toEqual([shot]);
  expect(await store.setAside()).toMatchObject([{ kind: 'slide', id }]);
});

test('full storage refuses the new map whole, by name, and keeps the one before', async () => {
  const { store } = await fresh();
  const { id: caseId } = await store.createCase({});
  const { id } = await store.createSlide({ caseId });
  await store.keepMap(id, kept(0.25));
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
    if (this.name === 'slideViews') throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, args);
  };
  try {
    await expect(store.keepMap(id, kept(0.75))).rejects.toMatchObject({ code: 'storage-full' });
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  expect(await store.keptMap(id)).toEqual(kept(0.25).map);
});
