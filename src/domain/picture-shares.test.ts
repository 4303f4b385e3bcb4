import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isComplete, type PictureCounts } from './field-counts';
import { sharesOf } from './picture-shares';

const some = fc.nat(400);
const pictures: fc.Arbitrary<PictureCounts> = fc.record({
  assessed: some,
  waiting: some,
  withoutTissue: some,
  edge: some,
  refused: fc.record({ ink: some, 'out-of-focus': some }, { requiredKeys: [] }),
});

test('the shares are of the whole picture: with all their reasons they make 100 %', () => {
  fc.assert(
    fc.property(pictures, (counts) => {
      const shares = sharesOf(counts);
      if (!shares) return;
      const sum = shares.gaps.reduce((total, { percent }) => total + percent, shares.analysed);
      expect(sum).toBe(100);
      expect(shares.analysed === 100).toBe(shares.gaps.length === 0);
      const percents = shares.gaps.map(({ percent }) => percent);
      expect(percents).toEqual([...percents].sort((a, b) => b - a));
    }),
  );
});

test('a picture is complete only where no tissue of it lacks an answer, at its edge or elsewhere', () => {
  const whole: PictureCounts = { assessed: 90, waiting: 0, withoutTissue: 10, edge: 0, refused: {} };
  expect(isComplete(whole)).toBe(true);
  for (const change of [{ edge: 1 }, { waiting: 1 }, { refused: { ink: 1 } }, { assessed: 0 }])
    expect(isComplete({ ...whole, ...change })).toBe(false);
});

test('nothing counted is no share', () => {
  expect(sharesOf({ assessed: 0, waiting: 0, withoutTissue: 0, edge: 0, refused: {} })).toBeNull();
});
