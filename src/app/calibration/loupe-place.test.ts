import { expect, test } from 'vitest';
import { loupeSide, nearer } from './loupe-place';

test('the loupe keeps away from what it shows', () => {
  const size = { width: 1280, height: 720 };
  expect(loupeSide({ x: 100, y: 300 }, size)).toBe('right');
  expect(loupeSide({ x: 1200, y: 300 }, size)).toBe('left');
});

test('a click takes the nearer point', () => {
  const points = [
    { x: 300, y: 300 },
    { x: 900, y: 300 },
  ] as const;
  expect(nearer({ x: 500, y: 10 }, points)).toBe(0);
  expect(nearer({ x: 700, y: 600 }, points)).toBe(1);
});
