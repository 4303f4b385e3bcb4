import { expect, test } from 'vitest';
import { areaText, lengthText, measureLabel } from './measure-label';

test('lengths and areas change their unit where they grow long', () => {
  expect([lengthText(12.345), lengthText(999), lengthText(1234)]).toEqual(['12.3 µm', '999 µm', '1.23 mm']);
  expect([areaText(950), areaText(10_000), areaText(2_200_000)]).toEqual([
    '950 µm²',
    '0.0100 mm²',
    '2.20 mm²',
  ]);
});

test('a ruler shows its length, an arrow points only', () => {
  const ends = { from: { x: 0, y: 0 }, to: { x: 30, y: 40 } };
  expect(measureLabel({ kind: 'line', ...ends })).toBe('50.0 µm');
  expect(measureLabel({ kind: 'arrow', ...ends })).toBe('');
});
