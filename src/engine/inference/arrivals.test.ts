import { expect, test } from 'vitest';
import { MAX_ARRIVALS } from '../../domain/overlay';
import { ARRIVAL_MS, Arrivals } from './arrivals';

test('tiles come in over their time, each model by itself, the newest first when there are too many', () => {
  let now = 1000;
  const arrivals = new Arrivals(() => now);
  arrivals.add('a', [{ column: 3, row: -4 }], 6);
  now += ARRIVAL_MS / 4;
  expect(arrivals.of('a')).toEqual([{ column: 3, row: -4, cells: 6, share: 0.25 }]);
  expect(arrivals.of('b')).toEqual([]);
  now += ARRIVAL_MS;
  expect(arrivals.of('a')).toEqual([]);
  const many = Array.from({ length: MAX_ARRIVALS + 3 }, (_, column) => ({ column, row: 0 }));
  arrivals.add('a', many, 6);
  expect(arrivals.of('a').map(({ column }) => column)).toEqual(many.slice(3).map(({ column }) => column));
});
