import { expect, test, vi } from 'vitest';
import { DEFAULT_PREFERENCES } from '../state/preferences';
import { AppStore } from '../state/store';
import { type FileKeeperEvents, OfflineCopy } from './offline-copy';

function copy(options: { refused?: boolean; otherPages?: boolean } = {}) {
  const store = new AppStore(DEFAULT_PREFERENCES);
  const heard: string[] = [];
  let events: FileKeeperEvents | null = null;
  const ports = {
    keeper: {
      begin: async (listeners: FileKeeperEvents) => {
        if (options.refused) throw new Error('refused');
        events = listeners;
      },
      takeNewer: () => void heard.push('use newer'),
    },
    otherPages: async () => options.otherPages ?? false,
    flush: async () => void heard.push('flush'),
    reload: vi.fn(() => void heard.push('reload')),
  };
  const offline = new OfflineCopy(store, ports);
  const told = () => store.state.notices.filter(({ topic }) => topic === 'update');
  return { store, offline, heard, told, tell: (name: keyof FileKeeperEvents) => events?.[name]() };
}

test('the page tells when its files are kept, and where the browser refuses', async () => {
  const kept = copy();
  await kept.offline.begin();
  expect(kept.store.state.offline).toBe('being-kept');
  kept.tell('kept');
  expect(kept.store.state.offline).toBe('kept');
  const refused = copy({ refused: true });
  await refused.offline.begin();
  expect(refused.store.state.offline).toBe('refused');
  expect(refused.told()).toEqual([]);
});

test('a newer version is offered once and taken only when the user asks, after all is stored', async () => {
  const { offline, told, heard, tell } = copy();
  await offline.begin();
  tell('newer');
  tell('newer');
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatchObject({ tone: 'note', ways: ['update'] });
  expect(heard).toEqual([]);
  await offline.update();
  expect(heard).toEqual(['flush', 'use newer']);
  tell('replaced');
  expect(heard).toEqual(['flush', 'use newer', 'reload']);
});

test('while other tabs are open nothing is taken from them', async () => {
  const { offline, told, heard, tell } = copy({ otherPages: true });
  await offline.begin();
  tell('newer');
  await offline.update();
  expect(heard).toEqual([]);
  expect(told()[0]?.report.remedy).toMatch(/tabs/);
});

test('a page whose version was replaced elsewhere is told so, not reloaded under the user', async () => {
  const { offline, told, heard, tell } = copy();
  await offline.begin();
  tell('replaced');
  expect(heard).toEqual([]);
  expect(told()).toHaveLength(1);
});
