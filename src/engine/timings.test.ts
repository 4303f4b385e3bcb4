import { expect, test } from 'vitest';
import { Rate, Timings } from './timings';

test('nearest-rank percentiles over the last samples only', () => {
  const timings = new Timings(100);
  expect(timings.summary()).toBeNull();
  for (let ms = 1; ms <= 250; ms++) timings.add(ms);
  expect(timings.summary()).toEqual({ p50: 200, p95: 245, p99: 249, samples: 100 });
});

test('rate counts the last two seconds', () => {
  const rate = new Rate();
  for (let t = 0; t <= 3000; t += 100) rate.tick(t);
  expect(rate.perSecond(3000)).toBeCloseTo(10, 5);
  expect(rate.perSecond(9000)).toBe(0);
});
