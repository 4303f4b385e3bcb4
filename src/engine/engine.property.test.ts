import { expect, test } from 'vitest';
import { randomSessions } from './testing/random-session';

/** Ten thousand of them are run by engine.long.test.ts. */
test('nothing of another slide, source, scale or device is written, told or captured', async () => {
  const seen = await randomSessions({ first: 1, count: 200, steps: 60 });
  // What was to be checked did happen.
  expect(seen.cells).toBeGreaterThan(5000);
  expect(seen.mosaic).toBeGreaterThan(5000);
  expect(seen.snapshots).toBeGreaterThan(30);
  expect(seen.places).toBeGreaterThan(500);
});
