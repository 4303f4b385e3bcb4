import { expect, test } from 'vitest';
import { randomSessions } from './testing/random-session';

test('in ten thousand random interleavings nothing of an older epoch is written, told or captured', async () => {
  const seen = await randomSessions({ first: 1000, count: 10_000, steps: 60 });
  expect(seen.cells).toBeGreaterThan(250_000);
  expect(seen.snapshots).toBeGreaterThan(1500);
}, 900_000);
