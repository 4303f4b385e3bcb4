import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.resetModules();
});

test('writes more than a log holds, once a page, and leaves nothing', async () => {
  const { beginNewLog } = await import('./begin-new-log');
  let bytes = 0;
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
    bytes += (value as Uint8Array).byteLength;
    return put.call(this, value, key);
  });
  await Promise.all([beginNewLog(), beginNewLog()]);
  expect(bytes).toBeGreaterThan(4 * 1024 * 1024);
  expect(bytes).toBeLessThan(8 * 1024 * 1024);
  expect(await indexedDB.databases()).toEqual([]);
});

test('a browser that refuses is asked no further', async () => {
  const { beginNewLog } = await import('./begin-new-log');
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('refused', 'SecurityError');
  });
  await expect(beginNewLog()).resolves.toBeUndefined();
});
