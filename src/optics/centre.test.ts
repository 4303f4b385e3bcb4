import { expect, test } from 'vitest';
import { centreOf, centreRect } from './centre';
import { proceduralTissue } from './testing/procedural-field';

test('the middle of a field is at most 512 px wide and high', () => {
  expect(centreRect({ width: 1921, height: 400 })).toEqual({ left: 704, top: 0, width: 512, height: 400 });
  const field = proceduralTissue(700, 20);
  const { width, height, rgba } = centreOf(field);
  expect([width, height, rgba.length]).toEqual([512, 20, 4 * 512 * 20]);
  expect([...rgba.subarray(4 * 512, 4 * 512 + 8)]).toEqual([...field.rgba.subarray(4 * 794, 4 * 794 + 8)]);
});

test('a small field is its own middle', () => {
  const field = proceduralTissue(30, 20);
  expect(centreOf(field)).toBe(field);
});
