import { expect, test } from 'vitest';
import { nominalAperture, resolvedUmPerPx } from './resolution';

test('apertures are those of plan achromats; others go with the nearest', () => {
  expect([4, 10, 20, 40].map(nominalAperture)).toEqual([0.1, 0.25, 0.4, 0.65]);
  expect(nominalAperture(50)).toBe(nominalAperture(60));
  expect(nominalAperture(3.5)).toBe(0.1);
});

test('the finest grating of a 10x is 1.1 um, two px of 0.55 um', () => {
  expect(resolvedUmPerPx(0.25)).toBeCloseTo(0.55, 6);
  expect(resolvedUmPerPx(0.1)).toBeCloseTo(1.375, 6);
});
