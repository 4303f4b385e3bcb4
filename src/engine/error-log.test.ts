import { expect, test } from 'vitest';
import { ErrorLog } from './error-log';

test('all errors are counted, the newest are kept', () => {
  const log = new ErrorLog();
  for (let i = 0; i < 25; i++) log.note({ code: 'webgpu-lost', message: `${i}`, remedy: 'Wait.' });
  expect(log.count).toBe(25);
  expect(log.entries().map(({ message }) => message)).toEqual(
    Array.from({ length: 20 }, (_, i) => `${i + 5}`),
  );
});
