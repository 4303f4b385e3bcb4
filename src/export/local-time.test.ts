import { expect, test } from 'vitest';
import { localTime } from './local-time';

test('a moment is told in local time, with its offset', () => {
  const iso = '2026-11-22T14:03:05.250Z';
  expect(localTime(iso, 'UTC')).toBe('2026-11-22 14:03 (UTC)');
  expect(localTime(iso, 'America/New_York')).toBe('2026-11-22 09:03 (UTC-05:00)');
  expect(localTime('2026-07-22T22:30:00Z', 'Europe/Zurich')).toBe('2026-07-23 00:30 (UTC+02:00)');
});
