import { expect, test } from 'vitest';
import { resampleTiles } from './resample-reference';
import { proceduralTissue } from './testing/procedural-field';

const plain = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
const field = proceduralTissue(96, 80);
const at = (x: number, y: number) => (field.rgba[4 * (y * 96 + x)] ?? 0) / 255;

test('at the same scale a whole-px corner copies px', () => {
  const tile = resampleTiles(field, { corners: [{ x: 5, y: 7 }], scale: 1, sizePx: 8, ...plain });
  expect(tile[3 * (2 * 8 + 3)]).toBeCloseTo(at(8, 9), 6);
});

test('two to one takes the mean of four px', () => {
  const tile = resampleTiles(field, { corners: [{ x: 4, y: 6 }], scale: 2, sizePx: 8, ...plain });
  const mean = (at(4, 6) + at(5, 6) + at(4, 7) + at(5, 7)) / 4;
  expect(tile[0]).toBeCloseTo(mean, 6);
});

test('half a px off interpolates linearly, also when magnifying', () => {
  const half = resampleTiles(field, { corners: [{ x: 4.5, y: 6 }], scale: 1, sizePx: 4, ...plain });
  expect(half[0]).toBeCloseTo((at(4, 6) + at(5, 6)) / 2, 6);
  const magnified = resampleTiles(field, { corners: [{ x: 4, y: 6 }], scale: 0.5, sizePx: 4, ...plain });
  // Centre of the second px: 4.75, a quarter of the way from px centre 4.5 to 5.5; row at 6.25.
  const row = (y: number) => 0.75 * at(4, y) + 0.25 * at(5, y);
  expect(magnified[3]).toBeCloseTo(0.75 * row(6) + 0.25 * row(5), 5);
});

test('keeps the mean of the field at any scale', () => {
  const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;
  const fine = resampleTiles(field, { corners: [{ x: 0, y: 0 }], scale: 1, sizePx: 72, ...plain });
  const coarse = resampleTiles(field, { corners: [{ x: 0, y: 0 }], scale: 4.5, sizePx: 16, ...plain });
  expect(mean(coarse)).toBeCloseTo(mean(fine), 5);
});

test('overlapping tiles agree where they overlap: no seams', () => {
  const scale = 1.37;
  const [a, b] = [0, 4].map((shift) =>
    resampleTiles(field, { corners: [{ x: 3.21 + shift * scale, y: 2.6 }], scale, sizePx: 12, ...plain }),
  );
  for (let x = 0; x < 8; x++) expect(a?.[3 * (x + 4)]).toBeCloseTo(b?.[3 * x] ?? Number.NaN, 5);
});

test('normalises per channel and repeats the border', () => {
  const cut = { corners: [{ x: -50, y: -50 }], scale: 1, sizePx: 1 };
  const [red, green] = resampleTiles(field, { ...cut, mean: [0.5, 0.25, 0], std: [0.5, 0.1, 1] });
  expect(red).toBeCloseTo((at(0, 0) - 0.5) / 0.5, 5);
  expect(green).toBeCloseTo(((field.rgba[1] ?? 0) / 255 - 0.25) / 0.1, 5);
});
