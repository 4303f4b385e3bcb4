import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import type { Annotation, DrawnAnnotation } from '../domain/annotation';
import type { CaseStore } from './case-store';
import { openStore } from './open-store';
import { sampleSnapshot } from './test-snapshot';

const open: CaseStore[] = [];
async function storeOf(name: string): Promise<CaseStore> {
  const store = await openStore(name);
  open.push(store);
  return store;
}
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const LOOK = crypto.randomUUID();
const drawn = (order: number): DrawnAnnotation => {
  const annotation: Annotation = {
    id: crypto.randomUUID(),
    shape: { kind: 'text', at: { x: order, y: 0 } },
    island: 0,
    classId: null,
    label: `number ${order}`,
    locked: false,
    createdAt: new Date(0).toISOString(),
    origin: { kind: 'drawn' },
  };
  return { schema: 1, annotation, order, look: LOOK };
};

test('a store of the first layout opens with all that it holds, and takes annotations', async () => {
  const old = await openDB('layout 1', 1, {
    upgrade(created) {
      created.createObjectStore('cases', { keyPath: 'id' });
      created.createObjectStore('snapshots', { keyPath: 'id' }).createIndex('byCase', ['caseId', 'number']);
      created.createObjectStore('parts', { keyPath: 'id' });
      created.createObjectStore('thumbnails', { keyPath: 'id' });
      created.createObjectStore('aside', { keyPath: 'key' });
    },
  });
  const at = new Date(0).toISOString();
  const id = crypto.randomUUID();
  const kase = {
    schema: 1,
    id,
    title: 'Old',
    accession: '',
    notes: '',
    classes: [],
    createdAt: at,
    updatedAt: at,
  };
  const { snapshot } = sampleSnapshot(id);
  await old.put('cases', { id, case: kase, deletedAt: null });
  await old.put('snapshots', { id: snapshot.id, caseId: id, number: 1, snapshot, deletedAt: null });
  old.close();

  const store = await storeOf('layout 1');
  expect((await store.cases()).map(({ title }) => title)).toEqual(['Old']);
  expect(await store.snapshots(id)).toEqual([snapshot]);
  expect(await store.drawn(id)).toEqual([]);
  const entry = drawn(0);
  await store.keepDrawn(id, { put: [entry], remove: [] });
  expect(await store.drawn(id)).toEqual([entry]);
});

test('an edit writes what it changes, of its case alone', async () => {
  const store = await storeOf('edits');
  const [a, b] = [await store.createCase({}), await store.createCase({})];
  const [one, two, three] = [drawn(0), drawn(1), drawn(2)];
  await store.keepDrawn(a.id, { put: [two, one], remove: [] });
  await store.keepDrawn(b.id, { put: [three], remove: [one.annotation.id] });
  expect(await store.drawn(a.id)).toEqual([one, two]);
  await store.keepDrawn(a.id, { put: [], remove: [one.annotation.id] });
  expect(await store.drawn(a.id)).toEqual([two]);
  expect(await store.drawn(b.id)).toEqual([three]);
});

test('annotations go with their case when it is deleted for good, and not before', async () => {
  const store = await storeOf('purge');
  const { id } = await store.createCase({});
  await store.keepDrawn(id, { put: [drawn(0)], remove: [] });
  await store.removeCase(id);
  expect(await store.drawn(id)).toHaveLength(1);
  await store.purge(0);
  expect(await store.drawn(id)).toHaveLength(0);
  await expect(store.keepDrawn(id, { put: [drawn(1)], remove: [] })).rejects.toMatchObject({
    code: 'record-missing',
  });
});

test('a corrupt record is set aside and the others open; one of a later version stays', async () => {
  const store = await storeOf('corrupt');
  const { id } = await store.createCase({});
  const [one, two, three] = [drawn(0), drawn(1), drawn(2)];
  await store.keepDrawn(id, { put: [one, two, three], remove: [] });
  const raw = await openDB('corrupt');
  const bad = { ...one.annotation, shape: { kind: 'text', at: { x: 'left', y: 0 } } };
  await raw.put('drawn', { caseId: id, id: bad.id, drawn: { ...one, annotation: bad } });
  await raw.put('drawn', { caseId: id, id: three.annotation.id, drawn: { ...three, schema: 2 } });
  expect(await store.drawn(id)).toEqual([two]);
  const aside = await store.setAside();
  expect(aside).toMatchObject([{ kind: 'annotation', id: bad.id }]);
  expect(aside[0]?.reason).toContain('x');
  expect(await raw.count('drawn')).toBe(2);
  expect((await raw.getAll('aside'))[0]?.raw.drawn.drawn.annotation).toEqual(bad);
  raw.close();
  expect(await store.drawn(id)).toEqual([two]);
  expect(await store.setAside()).toHaveLength(1);
});

test('nothing is written that could not be read again', async () => {
  const store = await storeOf('refused');
  const { id } = await store.createCase({});
  const entry = drawn(0);
  const wrong = { ...entry, annotation: { ...entry.annotation, island: -1 } };
  await expect(store.keepDrawn(id, { put: [drawn(1), wrong], remove: [] })).rejects.toMatchObject({
    code: 'record-corrupt',
  });
  expect(await store.drawn(id)).toEqual([]);
});
