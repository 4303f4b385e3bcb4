import { expect, test } from 'vitest';
import { type PlaceKind, realKinds, simulatedKinds } from './places';
import { passing, rank } from './ranking';

const MOST_BLUR_UM = 3;

/** Share of pairs of looks 2 um of defocus apart that rank right. */
function shareRight(kinds: readonly PlaceKind[], noise: number): number {
  const ranked = kinds.map(({ places }) => rank(places, noise, MOST_BLUR_UM));
  const sum = (of: 'pairs' | 'right') => ranked.reduce((total, each) => total + each[of], 0);
  expect(sum('pairs')).toBeGreaterThan(50);
  return sum('right') / sum('pairs');
}

test.each([0, 0.03])('looks 2 um of defocus apart rank right in 95 of 100, noise %d', (noise) => {
  for (const objective of [10, 20, 40])
    for (const kind of simulatedKinds([objective], 2))
      expect(shareRight([kind], noise), kind.name).toBeGreaterThanOrEqual(0.95);
});

const real = realKinds(2, null);
test.skipIf(real.length === 0)('and on real H&E', () => {
  expect(shareRight(real, 0.02)).toBeGreaterThanOrEqual(0.95);
});

test('of 100 strongly blurred fields none has a region that is assessed, of sharp ones nearly all', () => {
  let strong = 0;
  for (const { name, places } of simulatedKinds([10, 20, 40], 3)) {
    const list = [...places];
    for (const noise of [0, 0.03]) {
      const blurred = passing(list, noise, [4, 6, 10]);
      expect(blurred.withAssessed, `${name}, noise ${noise}`).toBe(0);
      strong += blurred.fields;
    }
    const sharp = passing(list, 0.01, [0]);
    expect(sharp.assessed / sharp.tissue, name).toBeGreaterThan(0.9);
  }
  expect(strong).toBeGreaterThanOrEqual(100);
});
