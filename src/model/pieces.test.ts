import { expect, test } from 'vitest';
import { Pieces } from './pieces';

test('pieces grow while their kernels are quick, and shrink when one takes long; one tile runs at least', () => {
  const pieces = new Pieces(200 * 200);
  expect(pieces.tiles(200)).toBe(1);
  for (let i = 0; i < 4; i++) pieces.ran(pieces.tiles(200), 200, 10);
  expect(pieces.tiles(200)).toBe(16);
  pieces.ran(16, 200, 700);
  expect(pieces.tiles(200)).toBe(16);
  pieces.ran(16, 200, 4000);
  expect(pieces.tiles(200)).toBe(4);
  // Larger tiles count by their px.
  expect(pieces.tiles(400)).toBe(1);
  pieces.ran(1, 400, 60_000);
  expect(pieces.tiles(400)).toBe(1);
});

test('without a limit a batch runs at once', () => {
  const pieces = new Pieces(Number.POSITIVE_INFINITY);
  pieces.ran(16, 200, 10);
  expect(pieces.tiles(200)).toBe(Number.POSITIVE_INFINITY);
});
