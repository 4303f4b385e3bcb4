import { expect, test } from 'vitest';
import { clock } from './playback-bar';

test('times are minutes and seconds', () => {
  expect([0, 4.9, 65, 3600, -1].map(clock)).toEqual(['0:00', '0:04', '1:05', '60:00', '0:00']);
});
