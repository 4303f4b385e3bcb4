import { expect, test } from 'vitest';
import { holdCase, type Locks } from './case-hold';

/** Locks of one origin as the standard has them: exclusive, in the order of asking. */
function origin(): Locks {
  const ends = new Map<string, Promise<unknown>>();
  const request = async (name: string, options: LockOptions, work: (lock: Lock | null) => unknown) => {
    const before = ends.get(name) ?? Promise.resolve();
    const turn = before.then(() => {
      if (options.signal?.aborted) throw options.signal.reason;
      return work({ name, mode: 'exclusive' });
    });
    ends.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  };
  return { request: request as Locks['request'] };
}

test('one page has a case; the next gets it when that one lets go', async () => {
  const locks = origin();
  const first = await holdCase('a', locks, 5);
  expect(first.held).toBe(true);
  const second = await holdCase('a', locks, 5);
  expect(second.held).toBe(false);
  expect((await holdCase('b', locks, 5)).held).toBe(true);
  first.release();
  await second.whenHeld;
  expect([first.held, second.held]).toEqual([false, true]);
});

test('who stopped waiting gets nothing and stands in nobody’s way', async () => {
  const locks = origin();
  const first = await holdCase('a', locks, 5);
  const second = await holdCase('a', locks, 5);
  second.release();
  const third = await holdCase('a', locks, 5);
  first.release();
  await third.whenHeld;
  expect([second.held, third.held]).toEqual([false, true]);
});

test('without locks in the browser the case is held', async () => {
  expect((await holdCase('a', undefined)).held).toBe(true);
});
