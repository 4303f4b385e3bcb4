import { expect, test } from 'vitest';
import { askToPersist, storageUsage } from './usage';

const manager = (usage: number, quota: number) => ({
  estimate: async () => ({ usage, quota }),
  persisted: async () => true,
});

test('warns from 80 % on', async () => {
  expect(await storageUsage(manager(79, 100))).toMatchObject({ share: 0.79, nearlyFull: false });
  expect(await storageUsage(manager(80, 100))).toEqual({
    bytes: 80,
    quota: 100,
    share: 0.8,
    nearlyFull: true,
    persistent: true,
  });
  expect(await storageUsage(manager(150, 100))).toMatchObject({ share: 1, nearlyFull: true });
});

test('a browser that does not tell is no fault', async () => {
  const unknown = { bytes: null, quota: null, share: null, nearlyFull: false, persistent: false };
  expect(await storageUsage(undefined)).toEqual(unknown);
  const refusing = {
    estimate: () => Promise.reject(new Error('no')),
    persisted: () => Promise.reject(new Error('no')),
  };
  expect(await storageUsage(refusing)).toEqual(unknown);
  expect(await storageUsage(manager(0, 0))).toMatchObject({ share: null, nearlyFull: false });
  expect(await askToPersist({ persist: () => Promise.reject(new Error('no')) })).toBe(false);
});
