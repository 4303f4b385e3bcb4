import { expect, test } from 'vitest';
import { BatchSize } from './batch-size';

test('on the GPU a batch shrinks until it fits between two frames, and grows where there is room', () => {
  const batch = new BatchSize('gpu');
  for (let i = 0; i < 40; i++) batch.took(100);
  expect(batch.tiles).toBe(1);
  for (let i = 0; i < 40; i++) batch.took(1);
  expect(batch.tiles).toBe(16);
  batch.took(12);
  expect(batch.tiles).toBe(16);
});

test('on the CPU it is never too small to run a field in few large tiles', () => {
  const batch = new BatchSize('cpu');
  const least = batch.tiles;
  for (let i = 0; i < 40; i++) batch.took(10_000);
  expect(batch.tiles).toBe(least);
});
