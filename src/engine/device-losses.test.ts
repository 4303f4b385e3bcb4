import { expect, test } from 'vitest';
import { DeviceLosses } from './device-losses';

test('three losses within a minute are one too many, three over a longer time are not', () => {
  let now = 0;
  const losses = new DeviceLosses(() => now);
  expect(losses.add()).toBe(false);
  now = 30_000;
  expect(losses.add()).toBe(false);
  now = 60_001;
  expect(losses.add()).toBe(false);
  now = 70_000;
  expect(losses.add()).toBe(true);
});
