import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection } from './database';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const held = () =>
  new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError');

/** The browser refuses so many times, then opens. */
function refusing(times: number, refusal: () => DOMException = held) {
  const real = indexedDB.open.bind(indexedDB);
  let calls = 0;
  return vi.spyOn(indexedDB, 'open').mockImplementation((...args) => {
    if (++calls > times) return real(...args);
    throw refusal();
  });
}

async function outcome(connection: Connection): Promise<unknown> {
  const opening = connection.database().then(
    () => 'open',
    (cause: unknown) => cause,
  );
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  return opening;
}

test('storage that is still held by a browser that died is opened a moment later', async () => {
  const asked = refusing(3);
  const connection = new Connection('held for a moment');
  expect(await outcome(connection)).toBe('open');
  expect(asked).toHaveBeenCalledTimes(4);
  await connection.close();
});

test('storage that stays shut is reported, and asked anew the next time', async () => {
  const asked = refusing(6);
  const connection = new Connection('held for long');
  expect(await outcome(connection)).toMatchObject({
    code: 'storage-unavailable',
    message: expect.stringContaining('backing store'),
  });
  expect(asked).toHaveBeenCalledTimes(6);
  expect((await connection.database()).name).toBe('held for long');
  await connection.close();
});

test('any other refusal is reported at once', async () => {
  const asked = refusing(1, () => new DOMException('denied', 'SecurityError'));
  expect(await outcome(new Connection('denied'))).toMatchObject({ code: 'storage-unavailable' });
  expect(asked).toHaveBeenCalledTimes(1);
});
