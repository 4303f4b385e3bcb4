import { expect, test } from 'vitest';
import { evidenceOf, grainOf } from './evidence';
import { partAgreement } from './part-agreement';
import type { Plane } from './plane';
import { refineMatch } from './plane-match';
import { randomNumbers } from './testing/moving-slide';

const SIZE = { width: 120, height: 68 };
const MIDDLE = { x: 0, y: 0 };

/** Both signals from one value a cell; stain varies half as much. */
function planeFrom(value: (x: number, y: number) => number, { width, height } = SIZE): Plane {
  const values = new Float32Array(width * height * 2);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      values[2 * (y * width + x)] = value(x, y);
      values[2 * (y * width + x) + 1] = value(x, y) / 2;
    }
  return { width, height, cellUm: 4, values };
}

/** Detail of `radius` cells, as a lens out of focus leaves it; of deviation 0.1. */
function texture(seed: number, radius: number): (x: number, y: number) => number {
  const random = randomNumbers(seed);
  const side = 160;
  let values = Float32Array.from({ length: side * side }, () => random() - 0.5);
  for (let pass = 0; pass < (radius > 0 ? 2 : 0); pass++)
    for (const step of [1, side]) {
      const before = values;
      values = before.map((_, at) => {
        let sum = 0;
        for (let lag = -radius; lag <= radius; lag++)
          sum += before[(at + lag * step + before.length) % before.length] ?? 0;
        return sum / (2 * radius + 1);
      });
    }
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
  return (x, y) => (0.1 * (values[(y + 20) * side + x + 20] ?? 0)) / deviation;
}

/** `share` of one texture and the rest of another: planes that agree by a chosen coefficient. */
function like(one: (x: number, y: number) => number, other: (x: number, y: number) => number, share: number) {
  return planeFrom((x, y) => share * one(x, y) + Math.sqrt(1 - share ** 2) * other(x, y));
}

test('the grain of a plane grows with its blur', () => {
  const sharp = grainOf(planeFrom(texture(1, 0)));
  const soft = grainOf(planeFrom(texture(1, 1)));
  const blurred = grainOf(planeFrom(texture(1, 3)));
  expect(sharp).toBeCloseTo(1, 1);
  expect(soft).toBeGreaterThan(2 * sharp);
  expect(blurred).toBeGreaterThan(2 * soft);
});

test('the same agreement is worth much in sharp fields and little in blurred ones', () => {
  const worth = (radius: number) => {
    const field = planeFrom(texture(1, radius));
    const reference = like(texture(1, radius), texture(2, radius), 0.6);
    const match = refineMatch(field, reference, MIDDLE);
    expect(match.agreement).toBeGreaterThan(0.5);
    return evidenceOf(field, reference, match).significance;
  };
  expect(worth(0)).toBeGreaterThan(40);
  expect(worth(4)).toBeLessThan(13);
});

test('no agreement is worth nothing, and none is infinite', () => {
  const field = planeFrom(texture(1, 1));
  expect(evidenceOf(field, field, { shift: MIDDLE, agreement: -0.4, overlap: 1 }).significance).toBe(0);
  const all = evidenceOf(field, field, { shift: MIDDLE, agreement: 1, overlap: 1 });
  expect(Number.isFinite(all.significance)).toBe(true);
  expect(evidenceOf(field, field, { shift: MIDDLE, agreement: 0.9, overlap: 0 }).significance).toBe(0);
});

test('the same tissue agrees in its parts, whole and shifted', () => {
  const tissue = texture(3, 1);
  const field = planeFrom(tissue);
  expect(partAgreement(field, field, MIDDLE)).toBeCloseTo(1, 5);
  // What the field shows at p, the reference shows at p + shift.
  const shifted = planeFrom((x, y) => tissue(x - 7, y + 4));
  expect(partAgreement(field, shifted, { x: 7, y: -4 })).toBeGreaterThan(0.99);
  expect(partAgreement(field, shifted, MIDDLE)).toBeLessThan(0.2);
});

test('one edge makes whole fields agree, but not their parts', () => {
  const edge = (x: number, y: number) => (Math.abs(x - 0.4 * y - 50) < 3 ? 0.6 : 0);
  const one = texture(4, 1);
  const other = texture(5, 1);
  const field = planeFrom((x, y) => edge(x, y) + one(x, y));
  const reference = planeFrom((x, y) => edge(x, y) + other(x, y));
  const match = refineMatch(field, reference, MIDDLE);
  expect(match.agreement).toBeGreaterThan(0.5);
  const { significance, parts } = evidenceOf(field, reference, match);
  expect(significance).toBeGreaterThan(13);
  expect(parts).toBeLessThan(0.2);
});

test('tissue against glass disagrees; glass against glass says nothing', () => {
  const tissue = texture(6, 1);
  const half = planeFrom((x, y) => (x < 60 ? tissue(x, y) : 0));
  expect(partAgreement(half, half, MIDDLE)).toBeCloseTo(1, 5);
  expect(
    partAgreement(
      planeFrom(tissue),
      planeFrom(() => 0),
      MIDDLE,
    ),
  ).toBe(0);
  expect(
    partAgreement(
      planeFrom(() => 0),
      planeFrom(() => 0),
      MIDDLE,
    ),
  ).toBe(0);
});

test('planes that do not overlap, or hardly, have no parts', () => {
  const field = planeFrom(texture(7, 1));
  expect(partAgreement(field, field, { x: 130, y: 0 })).toBe(0);
  expect(partAgreement(field, field, { x: 0, y: -67 })).toBe(0);
});
