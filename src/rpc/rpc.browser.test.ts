import { afterEach, expect, test } from 'vitest';
import { type ConnectOptions, connect, type Remote } from './connect';
import type { HarmCalls } from './testing/test-worker';

const opened: Remote<HarmCalls, object>[] = [];
afterEach(() => {
  for (const remote of opened.splice(0)) remote.close();
});

function start(options: Partial<ConnectOptions> = {}) {
  const worker = new Worker(new URL('./testing/test-worker.ts', import.meta.url), { type: 'module' });
  const remote = connect<HarmCalls>(worker, { name: 'test worker', hidden: () => false, ...options });
  opened.push(remote);
  const death = new Promise<string>((resolve) => remote.onDeath(({ message }) => resolve(message)));
  return { worker, remote, death };
}

const crashed = { code: 'worker-crashed' };

test('a worker answers', async () => {
  const { remote } = start();
  expect(await remote.call('double', 21)).toBe(42);
});

test('an error outside of any call rejects what is pending, with its message', async () => {
  const { remote, death } = start();
  const pending = expect(remote.call('never')).rejects.toMatchObject(crashed);
  await remote.call('throwLater');
  await pending;
  expect(await death).toContain('thrown outside of any call');
});

test('a worker that cannot be loaded rejects what is pending', async () => {
  const missing = new Worker(new URL('/no-such-worker.js', location.href), { type: 'module' });
  const remote = connect<HarmCalls>(missing, { name: 'test worker' });
  opened.push(remote);
  await expect(remote.call('double', 1)).rejects.toMatchObject(crashed);
});

// Neither raises an event: without the lock both calls would wait for the two minutes of the heartbeat.
test('a worker that ends itself is named, and its pending calls are rejected', async () => {
  const { remote, death } = start();
  const pending = expect(remote.call('never')).rejects.toMatchObject(crashed);
  remote.send('closeItself', undefined);
  await pending;
  expect(await death).toContain('it ended by itself');
});

test('a worker that somebody else terminates is named, and its pending calls are rejected', async () => {
  const { worker, remote } = start();
  await remote.call('double', 1);
  const pending = expect(remote.call('never')).rejects.toMatchObject(crashed);
  worker.terminate();
  await pending;
});

test('a worker that is busy is reported as silent and comes back; nothing is rejected', async () => {
  const { remote } = start({ silentAfterMs: 1000 });
  const silences: (number | null)[] = [];
  remote.onSilence((ms) => silences.push(ms));
  expect(await remote.call('block', 3500)).toBe('free again');
  expect(silences).toEqual([1000, null]);
  expect(await remote.call('double', 1)).toBe(2);
});

test('a worker that is as busy, and gives signs of life, is never called silent', async () => {
  const { remote } = start({ silentAfterMs: 1000 });
  const silences: (number | null)[] = [];
  remote.onSilence((ms) => silences.push(ms));
  expect(await remote.call('toil', 3500)).toBe('done');
  expect(silences).toEqual([]);
});
